import { createMockDirectory } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  startTestForge,
  type TestForge,
} from '@causeway/local-services/src/forge/__testUtils__/startTestForge';
import { execFile, spawnSync } from 'node:child_process';
import { readdir, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { synchronize, type SyncEvent } from './__testUtils__/synchronize';

const isMkdocsInstalled = spawnSync('mkdocs', ['--version']).status === 0;
const describeWithMkdocs = isMkdocsInstalled ? describe : describe.skip;

const directory = createMockDirectory();

describe('the event stream that a docs page reads', () => {
  it('gives the configured reason without trying', async () => {
    const unavailableReason =
      'Docs cannot be generated: the Python environment could not be made without a network.';

    expect(
      await build({
        mkdocsYml: 'site_name: Payment\n',
        causeway: { docs: { unavailableReason } },
      }),
    ).toEqual({ event: 'error', data: `"${unavailableReason}"` });
  });

  it('takes an empty reason for none and names the line of a mkdocs.yml that is not YAML', async () => {
    const mkdocsYml =
      'site_name: Payment\nnav:\n  - Home: index.md\n   bad: x\n';

    expect(
      await build({
        mkdocsYml,
        causeway: { docs: { unavailableReason: '' } },
      }),
    ).toEqual({
      event: 'error',
      data: '"Docs cannot be generated: mkdocs.yml is not valid YAML: bad indentation of a sequence entry in line 4, column 4."',
    });
  });
});

describe('the event stream on a machine without mkdocs', () => {
  it('says that mkdocs is missing', async () => {
    setContent('site_name: Payment\n');

    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        require.resolve('./__testUtils__/synchronizeOnce.ts'),
        directory.path,
      ],
      { env: { ...process.env, PATH: directory.resolve('empty-path') } },
    );

    // The backend's log comes first.
    expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toEqual({
      event: 'error',
      data: '"Docs cannot be generated: mkdocs was not found on this machine. Install Python 3.9+ and run `npm start` again."',
    });
  }, 60_000);
});

describeWithMkdocs('the event stream (needs mkdocs on PATH)', () => {
  it("passes on mkdocs's own message", async () => {
    const { event, data } = await build({
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

    expect(await build({ mkdocsYml })).toEqual({
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

// Each build fetches the repository anew.
describe('the files that were fetched from a host', () => {
  let host: TestForge;

  beforeAll(async () => {
    host = await startTestForge();
  });

  beforeEach(() => directory.setContent({ work: {}, published: {} }));

  afterAll(() => host.stop());

  async function buildFromHost(causeway: JsonObject): Promise<string> {
    const { baseUrl } = host.forge;
    const { event } = await synchronize(directory.path, {
      location: `url:${baseUrl}/harborline/payments/src/branch/main/catalog-info.yaml`,
      config: {
        ...host.config.get<JsonObject>(),
        backend: { workingDirectory: directory.resolve('work') },
        causeway,
      },
    });
    return event;
  }

  // The pages that were made go a moment later.
  async function findCheckouts(): Promise<string[]> {
    const names = await readdir(directory.resolve('work'));
    return names.filter(name => name.startsWith('backstage-'));
  }

  it('are gone after a build that failed', async () => {
    expect(await buildFromHost({ docs: { unavailableReason: 'Why' } })).toBe(
      'error',
    );
    expect(await findCheckouts()).toEqual([]);
  });

  describeWithMkdocs('with mkdocs (needs it on PATH)', () => {
    it('are gone after a build', async () => {
      expect(await buildFromHost({})).toBe('finish');
      expect(await findCheckouts()).toEqual([]);
      const pages = directory.resolve(
        'published/default/component/payment-service',
      );
      expect(await readdir(pages)).toContain('guides');
    }, 60_000);
  });
});

// Docs come from everybody who can push to a repository, and are built in the portal.
describeWithMkdocs('docs that would run code (needs mkdocs on PATH)', () => {
  const touch = `open(r'${directory.resolve('ran')}', 'w').close()\n`;

  it.each<[string, string]>([
    ['hooks', 'hooks: [evil.py]'],
    ['a plugin that is not on the list', 'plugins: [techdocs-core, exec]'],
    ['a theme of its own', 'theme: {name: material, custom_dir: theme}'],
  ])(
    'are built without %s',
    async (_, yaml) => {
      setContent(`site_name: Payment\n${yaml}\n`);
      directory.addContent({
        'service/evil.py': touch,
        'service/theme/main.html': 'from a theme of its own',
      });
      expect(await synchronize(directory.path)).toEqual({
        event: 'finish',
        data: '{"updated":true}',
      });
      const built = directory.content({ shouldReadAsText: true });
      expect(built).not.toHaveProperty('ran');
      expect(JSON.stringify(built?.published)).not.toContain(
        'from a theme of its own',
      );
    },
    60_000,
  );

  it.each<[string, string, string]>([
    [
      'a tag of YAML that calls Python',
      `site_name: !!python/object/apply:os.system ["touch ${directory.resolve(
        'ran',
      )}"]`,
      'python/object/apply',
    ],
    ['docs from elsewhere', 'docs_dir: ../secrets', 'for security reasons'],
  ])(
    'are not built from %s',
    async (_, yaml, reason) => {
      const { event, data } = await build({
        mkdocsYml: `${yaml}\n`,
      });
      expect([event, data]).toEqual(['error', expect.stringContaining(reason)]);
      expect(directory.content()).not.toHaveProperty('ran');
    },
    60_000,
  );

  it('are not built from a symbolic link that leads out of them', async () => {
    setContent('site_name: Payment\n');
    directory.addContent({ 'secrets/token': 'planted-secret' });
    await symlink(
      directory.resolve('secrets/token'),
      directory.resolve('service/docs/token.md'),
    );
    const { event, data } = await synchronize(directory.path);
    expect([event, data]).toEqual([
      'error',
      expect.stringContaining('outside'),
    ]);
    expect(
      JSON.stringify(directory.content({ path: 'published' })),
    ).not.toContain('token');
  }, 60_000);
});

async function build(options: {
  mkdocsYml: string;
  causeway?: JsonObject;
}): Promise<SyncEvent> {
  setContent(options.mkdocsYml);
  const { causeway = {} } = options;
  return await synchronize(directory.path, { config: { causeway } });
}

function setContent(mkdocsYml: string) {
  directory.setContent({
    'empty-path': {},
    service: {
      'mkdocs.yml': mkdocsYml,
      docs: { 'index.md': '# Payment Service\n' },
    },
    published: {},
  });
}
