import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { GithubEntityProvider } from '@backstage/plugin-catalog-backend-module-github';
import catalogModuleGithubOrg from '@backstage/plugin-catalog-backend-module-github-org';
import {
  catalogProcessingExtensionPoint,
  EntityProvider,
} from '@backstage/plugin-catalog-node';
import { modernEquivalent } from './modernEquivalent';

describe('modernEquivalent of github-discovery', () => {
  it.each([
    [
      'an organization',
      'https://github.com/myorg',
      'myorg',
      {
        host: 'github.com',
        organization: 'myorg',
        catalogPath: '/catalog-info.yaml',
      },
    ],
    [
      'a pattern on the default branch',
      'https://github.com/myorg/service-*/blob/-/catalog-info.yaml',
      'myorgService',
      {
        host: 'github.com',
        organization: 'myorg',
        catalogPath: '/catalog-info.yaml',
        filters: { repository: '^service-.*$' },
      },
    ],
    [
      'every repository on a named branch',
      'https://github.com/myorg/*/blob/main/catalog-info.yaml',
      'myorgMain',
      {
        host: 'github.com',
        organization: 'myorg',
        catalogPath: '/catalog-info.yaml',
        filters: { branch: 'main' },
      },
    ],
    [
      'a path with a wildcard',
      'https://github.com/my-org/*.service/blob/release-1/deploy/**/entity.yaml',
      'myOrgServiceRelease1DeployEntityYaml',
      {
        host: 'github.com',
        organization: 'my-org',
        catalogPath: '/deploy/**/entity.yaml',
        filters: { repository: '^.*\\.service$', branch: 'release-1' },
      },
    ],
    [
      'a host of GitHub Enterprise',
      'https://ghe.example.com:8443/3scale/api-*/blob/-/catalog-info.yaml',
      'gheExampleCom84433scaleApi',
      {
        host: 'ghe.example.com:8443',
        organization: '3scale',
        catalogPath: '/catalog-info.yaml',
        filters: { repository: '^api-.*$' },
      },
    ],
    [
      'an organization that starts with a digit',
      'https://github.com/3scale',
      'github3scale',
      {
        host: 'github.com',
        organization: '3scale',
        catalogPath: '/catalog-info.yaml',
      },
    ],
  ])('converts %s', (_, target, id, provider) => {
    const equivalent = modernEquivalent({ type: 'github-discovery', target });

    expect(equivalent).toEqual({
      catalog: { providers: { github: { [id]: provider } } },
    });
    expect(providerNames(equivalent)).toEqual([`github-provider:${id}`]);
  });

  it('turns the rules of the location into rules of the catalog for its organization', () => {
    expect(
      modernEquivalent({
        type: 'github-discovery',
        target: 'https://github.com/myorg',
        rules: [{ allow: ['Component', 'API'] }],
      }),
    ).toMatchObject({
      catalog: {
        rules: [
          {
            allow: ['Component', 'API'],
            locations: [
              { type: 'url', pattern: 'https://github.com/myorg/**' },
            ],
          },
        ],
      },
    });
  });

  it('gives locations that read different repositories different ids', () => {
    const ids = [
      'https://github.com/myorg',
      'https://github.com/myorg/*/blob/main/catalog-info.yaml',
      'https://github.com/myorg/lib-*/blob/-/catalog-info.yaml',
      'https://github.com/myorg/lib-*/blob/-/entity.yaml',
      'https://ghe.example.com/myorg',
    ].flatMap(target =>
      providerNames(modernEquivalent({ type: 'github-discovery', target })),
    );

    expect(new Set(ids).size).toBe(5);
  });

  it.each([
    ['myorg', "The target 'myorg' is not a URL"],
    ['https://github.com/my%org', "'https://github.com/my%org' is not a URL"],
    ['https://github.com', 'https://HOST/ORGANIZATION/REPOSITORIES/blob'],
    ['https://github.com/myorg/', 'is neither of the form'],
    ['https://github.com/myorg/service', 'is neither of the form'],
    ['https://github.com/myorg/service/tree/main/x.yaml', 'is neither of'],
    ['https://github.com/myorg/service/blob/main', 'is neither of the form'],
    [
      'https://github.com/myorg/service/blob/feature%2Fx/catalog-info.yaml',
      "The branch 'feature/x'",
    ],
  ])('refuses %s', (target, message) => {
    expect(() =>
      modernEquivalent({ type: 'github-discovery', target }),
    ).toThrow(message);
  });
});

describe('modernEquivalent of github-org', () => {
  it.each([
    ['https://github.com/myorg', 'myorg', 'https://github.com', 'myorg'],
    [
      'https://ghe.example.com/my-org',
      'gheExampleComMyOrg',
      'https://ghe.example.com',
      'my-org',
    ],
  ])('converts %s', async (target, id, githubUrl, organization) => {
    const equivalent = modernEquivalent({
      type: 'github-org',
      target,
      rules: [{ allow: ['Group', 'User'] }],
    });

    expect(equivalent).toEqual({
      catalog: {
        providers: {
          githubOrg: [
            {
              id,
              githubUrl,
              orgs: [organization],
              schedule: { frequency: { hours: 1 }, timeout: { minutes: 15 } },
            },
          ],
        },
      },
    });
    expect(await orgProviderNames(equivalent)).toContain(
      `GithubMultiOrgEntityProvider:${id}`,
    );
  });

  it.each(['https://github.com', 'https://github.com/myorg/teams'])(
    'refuses %s',
    target => {
      expect(() => modernEquivalent({ type: 'github-org', target })).toThrow(
        'is not of the form https://HOST/ORGANIZATION',
      );
    },
  );
});

const integrations = {
  github: ['github.com', 'ghe.example.com', 'ghe.example.com:8443'].map(
    host => ({ host, apiBaseUrl: `https://${host}/api/v3` }),
  ),
};

function providerNames(equivalent: JsonObject): string[] {
  const config = mockServices.rootConfig({
    data: { ...equivalent, integrations },
  });
  return GithubEntityProvider.fromConfig(config, {
    logger: mockServices.logger.mock(),
    scheduler: mockServices.scheduler(),
  }).map(provider => provider.getProviderName());
}

async function orgProviderNames(equivalent: JsonObject): Promise<string[]> {
  const names: string[] = [];
  const addEntityProvider = (
    ...providers: (EntityProvider | EntityProvider[])[]
  ) =>
    names.push(...providers.flat().map(provider => provider.getProviderName()));
  await startTestBackend({
    extensionPoints: [[catalogProcessingExtensionPoint, { addEntityProvider }]],
    features: [
      catalogModuleGithubOrg,
      mockServices.rootConfig.factory({
        data: { ...equivalent, integrations },
      }),
    ],
  });
  return names;
}
