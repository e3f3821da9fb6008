import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { LegacyGithubLocation } from './LegacyGithubLocation';

/**
 * Gives the configuration of today that reads what a location of the past reads.
 *
 * @throws InputError when the target is not one that the old type could read
 *
 * @public
 */
export function modernEquivalent(location: LegacyGithubLocation): JsonObject {
  switch (location.type) {
    case 'github-discovery':
      return discoveryEquivalent(location);
    case 'github-org':
      return orgEquivalent(location);
    default:
      throw new InputError(
        `The location type '${location.type}' is not a legacy GitHub type`,
      );
  }
}

interface DiscoveryTarget {
  host: string;
  organization: string;
  /** A name in which `*` stands for any characters. */
  repositories: string;
  /** `-` stands for the default branch of each repository. */
  branch: string;
  path: string;
}

const everyRepository = '*';
const defaultBranch = '-';
const defaultPath = '/catalog-info.yaml';

function discoveryEquivalent(location: LegacyGithubLocation): JsonObject {
  const target = parseDiscoveryTarget(location.target);
  const filters = {
    ...(target.repositories === everyRepository
      ? {}
      : { repository: toAnchoredExpression(target.repositories) }),
    ...(target.branch === defaultBranch ? {} : { branch: target.branch }),
  };
  const provider = {
    host: target.host,
    organization: target.organization,
    catalogPath: target.path,
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
  };
  return {
    catalog: {
      ...(location.rules
        ? { rules: toCatalogRules(location.rules, target) }
        : {}),
      providers: { github: { [toProviderId(target)]: provider } },
    },
  };
}

function orgEquivalent(location: LegacyGithubLocation): JsonObject {
  const { origin, host, segments } = parseUrl(location.target);
  const [organization, ...rest] = segments;
  if (!organization || rest.length > 0) {
    throw new InputError(
      `The target '${location.target}' of a location of type github-org is not of the form https://HOST/ORGANIZATION`,
    );
  }
  // Rules are left out: they judge what a location emits, not what a provider does.
  return {
    catalog: {
      providers: {
        githubOrg: [
          {
            id: toConfigKey([...hostWords(host), organization]),
            githubUrl: origin,
            orgs: [organization],
            schedule: {
              frequency: { hours: 1 },
              timeout: { minutes: 15 },
            },
          },
        ],
      },
    },
  };
}

function parseDiscoveryTarget(target: string): DiscoveryTarget {
  const { host, segments } = parseUrl(target);
  const [organization, repositories, view, branch, ...path] = segments;
  if (organization && segments.length === 1) {
    return {
      host,
      organization,
      repositories: everyRepository,
      branch: defaultBranch,
      path: defaultPath,
    };
  }
  if (
    !organization ||
    !repositories ||
    view !== 'blob' ||
    !branch ||
    path.join('') === ''
  ) {
    throw new InputError(
      `The target '${target}' of a location of type github-discovery is neither of the form https://HOST/ORGANIZATION nor https://HOST/ORGANIZATION/REPOSITORIES/blob/BRANCH/PATH`,
    );
  }
  if (branch.includes('/')) {
    throw new InputError(
      `The branch '${branch}' in the target '${target}' has a slash, which catalog.providers.github does not accept in filters.branch`,
    );
  }
  return {
    host,
    organization,
    repositories,
    branch,
    path: `/${path.join('/')}`,
  };
}

function parseUrl(target: string): {
  origin: string;
  host: string;
  segments: string[];
} {
  try {
    const { origin, host, pathname } = new URL(target);
    const segments = pathname.slice(1).split('/').map(decodeURIComponent);
    return { origin, host, segments };
  } catch {
    throw new InputError(`The target '${target}' is not a URL`);
  }
}

function toAnchoredExpression(glob: string): string {
  const expression = glob
    .split('*')
    .map(literal => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return `^${expression}$`;
}

// The rules of a location hold for its own target only, those of the catalog need a pattern.
function toCatalogRules(
  rules: { allow: JsonObject[string] }[],
  target: DiscoveryTarget,
): JsonObject[] {
  const pattern = `https://${target.host}/${target.organization}/**`;
  return rules.map(({ allow }) => ({
    allow,
    locations: [{ type: 'url', pattern }],
  }));
}

// Every part that sets two locations apart is in the key, so that both can be pasted.
function toProviderId(target: DiscoveryTarget): string {
  return toConfigKey([
    ...hostWords(target.host),
    target.organization,
    target.repositories,
    target.branch,
    ...(target.path === defaultPath ? [] : [target.path]),
  ]);
}

function hostWords(host: string): string[] {
  return host === 'github.com' ? [] : [host];
}

// A configuration key starts with a letter, and so does each of its parts.
function toConfigKey(parts: string[]): string {
  const words = parts
    .flatMap(part => part.split(/[^a-zA-Z0-9]+/))
    .filter(Boolean);
  const key = words
    .map((word, index) =>
      index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join('');
  return /^[a-zA-Z]/.test(key) ? key : `github${key}`;
}
