import {
  createMockDirectory,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import techdocsPlugin from '@backstage/plugin-techdocs-backend';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import request from 'supertest';
import { techdocsModuleBuildErrors } from './module';

const isMkdocsInstalled = spawnSync('mkdocs', ['--version']).status === 0;
const describeWithMkdocs = isMkdocsInstalled ? describe : describe.skip;

const directory = createMockDirectory();

describe('the event stream that a docs page reads', () => {
  it('gives the configured reason without trying', async () => {
    const unavailableReason =
      'Docs cannot be generated: the Python environment could not be made without a network.';

    expect(
      await synchronize({
        mkdocsYml: 'site_name: Payment\n',
        causeway: { docs: { unavailableReason } },
      }),
    ).toEqual({ event: 'error', data: `"${unavailableReason}"` });
  });

  it('takes an empty reason for none and names the line of a mkdocs.yml that is not YAML', async () => {
    const mkdocsYml =
      'site_name: Payment\nnav:\n  - Home: index.md\n   bad: x\n';

    expect(
      await synchronize({
        mkdocsYml,
        causeway: { docs: { unavailableReason: '' } },
      }),
    ).toEqual({
      event: 'error',
      data: '"Docs cannot be generated: mkdocs.yml is not valid YAML: bad indentation of a sequence entry in line 4, column 4."',
    });
  });
});

describe('a machine without mkdocs', () => {
  it('is told that mkdocs is missing', async () => {
    directory.setContent({
      'empty-path': {},
      service: {
        'mkdocs.yml': 'site_name: Payment\n',
        docs: { 'index.md': '# Payment Service\n' },
      },
      generated: {},
    });

    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        require.resolve('./__testUtils__/generateDocs.ts'),
        directory.resolve('service'),
        directory.resolve('generated'),
      ],
      { env: { ...process.env, PATH: directory.resolve('empty-path') } },
    );

    expect(stdout).toBe(
      'Docs cannot be generated: mkdocs was not found on this machine. Install Python 3.9+ and run `npm start` again.',
    );
  }, 60_000);
});

describeWithMkdocs('the event stream (needs mkdocs on PATH)', () => {
  it("passes on mkdocs's own message", async () => {
    const { event, data } = await synchronize({
      mkdocsYml: 'site_name: Payment\nnav: wrong\n',
    });

    expect(event).toBe('error');
    expect(data).toBe(
      `"Docs cannot be generated: Config value 'nav': Expected nav to be a list, got 'wrong'. Aborted with a configuration error!"`,
    );
  }, 60_000);

  it('finishes where the docs are sound', async () => {
    const mkdocsYml =
      'site_name: Payment\nnav:\n  - Home: index.md\nplugins:\n  - techdocs-core\n';

    expect(await synchronize({ mkdocsYml })).toEqual({
      event: 'finish',
      data: '{"updated":true}',
    });
    expect(
      directory.content({ path: 'published', shouldReadAsText: true }),
    ).toMatchObject({
      default: {
        component: {
          'payment-service': {
            'index.html': expect.stringContaining('Payment Service'),
          },
        },
      },
    });
  }, 60_000);
});

async function synchronize(options: {
  mkdocsYml: string;
  causeway?: JsonObject;
}): Promise<{ event: string; data: string }> {
  directory.setContent({
    service: {
      'mkdocs.yml': options.mkdocsYml,
      docs: { 'index.md': '# Payment Service\n' },
    },
    published: {},
  });
  const { server } = await startTestBackend({
    features: [
      techdocsPlugin,
      techdocsModuleBuildErrors,
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'payment-service',
              // The synchronizer remembers when it last looked at an entity.
              uid: `uid-${expect.getState().currentTestName}`,
              annotations: {
                'backstage.io/techdocs-ref': 'dir:.',
                'backstage.io/managed-by-location': `file:${directory.resolve(
                  'service/catalog-info.yaml',
                )}`,
              },
            },
          },
        ],
      }),
      mockServices.rootConfig.factory({
        data: {
          ...(options.causeway ? { causeway: options.causeway } : {}),
          techdocs: {
            builder: 'local',
            generator: { runIn: 'local' },
            publisher: {
              type: 'local',
              local: { publishDirectory: directory.resolve('published') },
            },
          },
        },
      }),
    ],
  });
  const { text } = await request(server).get(
    '/api/techdocs/sync/default/component/payment-service',
  );
  const last = text.trim().split('\n\n').at(-1) ?? '';
  const [, event, data] = last.match(/^event: (.*)\ndata: (.*)$/) ?? [];
  return { event, data };
}
