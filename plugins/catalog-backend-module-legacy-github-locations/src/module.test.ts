import { LoggerService } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { catalogModuleLegacyGithubLocations } from './module';

// The locations of the guide that this portal began with.
const discoveryLocation = {
  type: 'github-discovery',
  target: 'https://github.com/myorg',
  rules: [{ allow: ['Component', 'API', 'System', 'Domain', 'Resource'] }],
};
const urlLocation = {
  type: 'url',
  target:
    'https://github.com/myorg/payment-service/blob/main/catalog-info.yaml',
};
const orgLocation = {
  type: 'github-org',
  target: 'https://github.com/myorg',
  rules: [{ allow: ['Group', 'User'] }],
};

describe('catalogModuleLegacyGithubLocations', () => {
  it('adds the processors and warns once for each legacy location', async () => {
    const { processors, warnings } = await startModule([
      discoveryLocation,
      urlLocation,
      orgLocation,
    ]);

    expect(processors).toEqual([
      'GithubDiscoveryProcessor',
      'GithubOrgReaderProcessor',
    ]);
    expect(warnings).toEqual([
      `The catalog location of type 'github-discovery' with target 'https://github.com/myorg' is obsolete. It still loads. Replace it, and do not keep both, with:
catalog:
  rules:
    - allow:
        - Component
        - API
        - System
        - Domain
        - Resource
      locations:
        - type: url
          pattern: https://github.com/myorg/**
  providers:
    github:
      myorg:
        host: github.com
        organization: myorg
        catalogPath: /catalog-info.yaml
`,
      `The catalog location of type 'github-org' with target 'https://github.com/myorg' is obsolete. It still loads. Replace it, and do not keep both, with:
catalog:
  providers:
    githubOrg:
      - id: myorg
        githubUrl: https://github.com
        orgs:
          - myorg
        schedule:
          frequency:
            hours: 1
          timeout:
            minutes: 15
`,
    ]);
  });

  it('adds nothing and says nothing without legacy locations', async () => {
    expect(await startModule([urlLocation])).toEqual({
      processors: [],
      warnings: [],
    });
    expect(await startModule(undefined)).toEqual({
      processors: [],
      warnings: [],
    });
  });

  it('names a target that it cannot convert and lets the others load', async () => {
    const { processors, warnings } = await startModule([
      { type: 'github-discovery', target: 'https://github.com/myorg/service' },
      orgLocation,
    ]);

    expect(processors).toHaveLength(2);
    expect(warnings).toEqual([
      "The catalog location of type 'github-discovery' with target 'https://github.com/myorg/service' is obsolete and has no modern equivalent. The target 'https://github.com/myorg/service' of a location of type github-discovery is neither of the form https://HOST/ORGANIZATION nor https://HOST/ORGANIZATION/REPOSITORIES/blob/BRANCH/PATH",
      expect.stringContaining('githubOrg:'),
    ]);
  });
});

describeWithDatabase('the catalog backend', () => {
  async function startCatalog(
    features: (typeof catalogModuleLegacyGithubLocations)[],
  ) {
    const knex = await createTestDatabase();
    return startTestBackend({
      features: [
        catalogPlugin,
        ...features,
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost' },
            catalog: { locations: [discoveryLocation, orgLocation] },
          },
        }),
      ],
    });
  }

  it('refuses the legacy locations without the module', async () => {
    await expect(startCatalog([])).rejects.toThrow(
      'does not have the corresponding catalog processor GithubDiscoveryProcessor installed',
    );
  });

  it('starts with the module', async () => {
    const backend = await startCatalog([catalogModuleLegacyGithubLocations]);

    expect(backend.server.listening).toBe(true);
  });
});

async function startModule(locations: JsonObject[] | undefined): Promise<{
  processors: string[];
  warnings: string[];
}> {
  const processors: string[] = [];
  const logger = mockServices.logger.mock();
  const factory = { ...logger, child: (): LoggerService => logger };
  await startTestBackend({
    extensionPoints: [
      [
        catalogProcessingExtensionPoint,
        {
          addProcessor: (...added) =>
            processors.push(
              ...added.flat().map(processor => processor.getProcessorName()),
            ),
        },
      ],
    ],
    features: [
      catalogModuleLegacyGithubLocations,
      mockServices.logger.mock(factory).factory,
      mockServices.rootConfig.factory({ data: { catalog: { locations } } }),
    ],
  });
  return {
    processors,
    warnings: logger.warn.mock.calls.map(([message]) => message),
  };
}
