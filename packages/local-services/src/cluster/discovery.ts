import {
  type ResourceType,
  apiVersionOf,
  resourceTypes,
} from './resourceTypes';

// The release whose API the manifests are written against.
const kubernetesVersion = { major: '1', minor: '33', patch: '4' };

/** The answer to `/version`. */
export function versionInfo(): Record<string, string> {
  const { major, minor, patch } = kubernetesVersion;
  return {
    major,
    minor,
    gitVersion: `v${major}.${minor}.${patch}+causeway-demo`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: `${process.platform}/${process.arch}`,
  };
}

/**
 * The discovery document at this path, from which clients such as kubectl learn what a cluster serves, or undefined
 * where there is none.
 */
export function discoveryDocument(
  path: string,
  address: string,
): object | undefined {
  if (path === '/api') {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [
        { clientCIDR: '0.0.0.0/0', serverAddress: address },
      ],
    };
  }
  if (path === '/apis') {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: apiGroups() };
  }
  const match =
    /^\/(?:api|apis\/(?<group>[^/]+))(?:\/(?<version>[^/]+))?$/.exec(path);
  if (!match?.groups) {
    return undefined;
  }
  const { group = '', version } = match.groups;
  if (version === undefined) {
    const found = apiGroups().find(candidate => candidate.name === group);
    return found && { kind: 'APIGroup', apiVersion: 'v1', ...found };
  }
  const served = resourceTypes.filter(
    type => type.group === group && type.version === version,
  );
  return served.length === 0
    ? undefined
    : {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion: apiVersionOf({ group, version }),
        resources: served.flatMap(apiResources),
      };
}

function apiGroups() {
  const named = resourceTypes.filter(type => type.group !== '');
  return [...new Set(named.map(type => type.group))].map(name => {
    const versions = [
      ...new Set(named.filter(t => t.group === name).map(t => t.version)),
    ].map(version => ({
      groupVersion: apiVersionOf({ group: name, version }),
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  });
}

function apiResources(type: ResourceType) {
  const isPod = type.kind === 'Pod';
  return [
    {
      name: type.plural,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs:
        type.kind === 'PodMetrics' ? ['get', 'list'] : ['get', 'list', 'watch'],
      ...(type.shortNames && { shortNames: type.shortNames }),
    },
    ...(isPod
      ? [
          {
            name: 'pods/log',
            singularName: '',
            namespaced: true,
            kind: 'Pod',
            verbs: ['get'],
          },
        ]
      : []),
  ];
}
