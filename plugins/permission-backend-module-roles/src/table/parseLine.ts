import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  isResourcePermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import { Condition } from '../condition/Condition';
import { vocabularies } from '../condition/vocabularies';
import { knownPermissions } from './knownPermissions';
import type { PolicyRow } from './PolicyTable';

/** One `g` line of the table. */
export interface Membership {
  member: string;
  role: string;
}

export type Line =
  | { type: 'policy'; row: PolicyRow }
  | { type: 'membership'; membership: Membership };

const forms =
  "write 'p, role:default/<name>, <permission>, <action>, allow|deny[, <condition>]' or 'g, <user or group>, role:default/<name>'";

/** @throws InputError with the reason, without the place of the line. */
export function parseLine(
  text: string,
  otherPermissions: ReadonlySet<string>,
): Line {
  const [letter, ...fields] = text.split(',').map(field => field.trim());
  if (letter === 'p' && (fields.length === 4 || fields.length === 5)) {
    return { type: 'policy', row: parsePolicy(fields, otherPermissions) };
  }
  if (letter === 'g' && fields.length === 2) {
    const [member, role] = fields;
    return {
      type: 'membership',
      membership: { member: parseMember(member), role: parseRole(role) },
    };
  }
  throw new InputError(`'${text}' is not a line of the table; ${forms}`);
}

/** A user or group, in the form in which the catalog compares refs. */
export function parseMember(text: string): string {
  try {
    const ref = parseEntityRef(text);
    if (['user', 'group'].includes(ref.kind.toLocaleLowerCase('en-US'))) {
      return stringifyEntityRef(ref);
    }
  } catch {
    // Said below, as for a ref of another kind.
  }
  throw new InputError(
    `'${text}' is neither a user nor a group; write 'group:default/<name>' or 'user:default/<name>'`,
  );
}

export function parseRole(text: string): string {
  if (!/^role:default\/[a-z0-9][a-z0-9_.-]*$/.test(text)) {
    throw new InputError(
      `'${text}' is not a role; write 'role:default/<name>' with lower case letters, digits, '-', '_' and '.'`,
    );
  }
  return text;
}

function parsePolicy(
  [roleText, target, action, effect, conditionText]: string[],
  otherPermissions: ReadonlySet<string>,
): PolicyRow {
  const role = parseRole(roleText);
  if (effect !== 'allow' && effect !== 'deny') {
    throw new InputError(`the effect is '${effect}'; write 'allow' or 'deny'`);
  }
  if (otherPermissions.has(target)) {
    if (conditionText !== undefined) {
      throw new InputError(
        `'${target}' is one of 'permission.rbac.otherPermissions', which take no condition`,
      );
    }
    return { role, effect, appliesTo: ({ name }) => name === target };
  }
  const { matches, resourceType } = findTarget(target, action);
  return {
    role,
    effect,
    appliesTo: permission => matches.has(permission.name),
    ...(conditionText !== undefined && {
      condition: parseCondition(conditionText, target, resourceType),
    }),
  };
}

function findTarget(
  target: string,
  action: string,
): { matches: Set<string>; resourceType?: string } {
  const named = knownPermissions.find(({ name }) => name === target);
  if (named) {
    if (actionOf(named) !== action) {
      throw new InputError(
        `'${target}' goes with the action '${actionOf(
          named,
        )}' and not with '${action}'`,
      );
    }
    return {
      matches: new Set([target]),
      resourceType: isResourcePermission(named)
        ? named.resourceType
        : undefined,
    };
  }
  const vocabulary = vocabularies.get(target);
  if (!vocabulary) {
    throw new InputError(
      `no plugin asks for the permission '${target}', and it is no type of resource; permissions of plugins that you added are named in 'permission.rbac.otherPermissions'`,
    );
  }
  // A permission of another plugin on the same resource, such as the logs of an entity's pods,
  // is meant by its own name only.
  const ofType = knownPermissions.filter(
    permission =>
      isResourcePermission(permission, target) &&
      permission.name.startsWith(`${vocabulary.pluginId}.`),
  );
  const matches = ofType.filter(permission => actionOf(permission) === action);
  if (matches.length === 0) {
    throw new InputError(
      `the resource type '${target}' has no permission with the action '${action}'; it has ${[
        ...new Set(ofType.map(permission => `'${actionOf(permission)}'`)),
      ].join(', ')}`,
    );
  }
  return {
    matches: new Set(matches.map(({ name }) => name)),
    resourceType: target,
  };
}

function parseCondition(
  text: string,
  target: string,
  resourceType: string | undefined,
): Condition {
  if (resourceType === undefined) {
    throw new InputError(
      `'${target}' is asked for without a resource, so it takes no condition such as '${text}'`,
    );
  }
  return Condition.parse(text, resourceType);
}

function actionOf({ attributes }: Permission): string {
  return attributes.action ?? 'use';
}
