import type { Config } from '@backstage/config';
import { InputError, toError } from '@backstage/errors';
import { readFile } from 'node:fs/promises';
import {
  parseLine,
  parseMember,
  parseRole,
  type Membership,
} from './parseLine';
import type { PolicyRow, PolicyTable } from './PolicyTable';

const adminRole = 'role:default/admin';

const inlineKey = 'permission.rbac.policies';
const fileKey = 'permission.rbac.policies-csv-file';

interface Place {
  /** The key or file, and the line. */
  place: string;
}

/**
 * Reads the table of roles.
 *
 * @throws InputError with the key or file and the line of what cannot be right, because a policy
 * that is not what its author meant is worse than a portal that does not start.
 */
export async function readPolicyTable(config: Config): Promise<PolicyTable> {
  const otherPermissions = new Set(
    config.getOptionalStringArray('permission.rbac.otherPermissions'),
  );
  const rows: PolicyRow[] = [];
  const memberships: (Membership & Place)[] = [];
  for (const { place, text } of await readLines(config)) {
    const line = at(place, () => parseLine(text, otherPermissions));
    if (line.type === 'policy') {
      rows.push(line.row);
    } else {
      memberships.push({ place, ...line.membership });
    }
  }
  if (rows.length === 0) {
    throw new InputError(
      `'${inlineKey}' has no line, so nobody could do anything; write at least 'p, role:default/everyone, catalog.entity.read, read, allow', or set 'permission.enabled' to false`,
    );
  }
  for (const member of readNames(config, 'permission.rbac.admin.users')) {
    memberships.push({ ...member, role: adminRole });
  }

  const roles = new Set(rows.map(({ role }) => role));
  const assertRole = (role: string, place: string) => {
    if (!roles.has(role)) {
      throw new InputError(
        `${place}: no line gives the role '${role}' anything; there are ${[
          ...roles,
        ]
          .map(each => `'${each}'`)
          .join(', ')}`,
      );
    }
  };
  const rolesByMember = new Map<string, Set<string>>();
  for (const { member, role, place } of memberships) {
    assertRole(role, place);
    rolesByMember.set(
      member,
      new Set([...(rolesByMember.get(member) ?? []), role]),
    );
  }

  const defaultRoleKey = 'permission.rbac.defaultRole';
  const defaultRole = config.getOptionalString(defaultRoleKey);
  if (defaultRole !== undefined) {
    at(defaultRoleKey, () => parseRole(defaultRole));
    assertRole(defaultRole, defaultRoleKey);
  }
  return {
    rows,
    rolesByMember,
    defaultRole,
    superUsers: new Set(
      readNames(config, 'permission.rbac.admin.superUsers').map(
        ({ member }) => member,
      ),
    ),
  };
}

async function readLines(
  config: Config,
): Promise<(Place & { text: string })[]> {
  const sources: [place: string, text: string][] = [
    [inlineKey, config.getOptionalString(inlineKey) ?? ''],
  ];
  const file = config.getOptionalString(fileKey);
  if (file !== undefined) {
    sources.push([file, await readPolicyFile(file)]);
  }
  return sources.flatMap(([place, text]) =>
    text
      .split(/\r?\n/)
      .map((line, index) => ({
        place: `${place}, line ${index + 1}`,
        text: line.trim(),
      }))
      .filter(line => line.text !== '' && !line.text.startsWith('#')),
  );
}

async function readPolicyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `'${fileKey}' names the file '${file}', which cannot be read (${
        toError(error).message
      }); give the path of a file of policy lines`,
    );
  }
}

function readNames(
  config: Config,
  key: string,
): { member: string; place: string }[] {
  return (config.getOptionalConfigArray(key) ?? []).map((entry, index) => {
    const place = `${key}[${index}].name`;
    return {
      place,
      member: at(place, () => parseMember(entry.getString('name'))),
    };
  });
}

function at<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InputError(`${place}: ${toError(error).message}`);
  }
}
