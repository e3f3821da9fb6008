import { mockServices } from '@backstage/backend-test-utils';
import { readConfiguredSources } from './readConfiguredSources';

describe('readConfiguredSources', () => {
  it('reads files and URLs in their order, then what is shipped', async () => {
    const urlReader = mockServices.urlReader.mock({
      async readUrl(url) {
        return { buffer: async () => Buffer.from(`id: of-${url}`) };
      },
    });
    const address = 'https://git.example/rules/team.yaml';
    const { sources, paths } = readConfiguredSources({
      config: mockServices.rootConfig({
        data: { scorecard: { files: [address, __filename] } },
      }),
      urlReader,
    });

    expect(sources.map(({ name }) => name)).toEqual([
      address,
      __filename,
      'scorecards/catalog-completeness.yaml',
      'scorecards/documentation.yaml',
      'scorecards/production-readiness.yaml',
    ]);
    expect(paths).toEqual([__filename]);
    expect(await sources[0].read()).toBe(`id: of-${address}`);
    expect(await sources[1].read()).toContain('reads files and URLs');
    expect(await sources[2].read()).toContain('id: catalog-completeness');
  });

  it('leaves out what is shipped if it is told to', () => {
    const { sources } = readConfiguredSources({
      config: mockServices.rootConfig({
        data: { scorecard: { shipped: false } },
      }),
      urlReader: mockServices.urlReader.mock(),
    });
    expect(sources).toEqual([]);
  });
});
