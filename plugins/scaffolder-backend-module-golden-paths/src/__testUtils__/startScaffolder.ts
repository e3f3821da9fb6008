import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
// Actions are run by the scaffolder itself: what it does with them is what counts.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { JsonObject } from '@backstage/types';
import { createTestDatabase } from '@causeway/backend-common/testUtils';
import {
  startForge,
  type RunningForge,
} from '@causeway/local-services/src/forge/startForge';
import request from 'supertest';
import { stringify } from 'yaml';
import { scaffolderModuleGoldenPaths } from '../module';
import { startFaultyProxy, type FaultyProxy } from './startFaultyProxy';

export const writer = { username: 'causeway', password: 'forge-password' };
export const reader = {
  username: 'auditor',
  password: 'read-only-password',
  isReadOnly: true,
};

interface Step {
  id: string;
  action: string;
  input: JsonObject;
}

/** How a task went. */
export interface TaskRun {
  id: string;
  status: string;
  /** All that a user can read about it. */
  log: string;
  output: Record<string, unknown>;
}

/** The scaffolder with our module, on a database of its own, beside a forge. */
export class TestScaffolder {
  /** A folder for the test, gone at the end. */
  readonly folder: string;
  readonly proxy: FaultyProxy;
  readonly forge: RunningForge;
  readonly #server: TestBackend['server'];
  readonly #entities: Entity[];
  readonly #backend: TestBackend;

  static async start(
    options: {
      forgeUser?: typeof writer;
      integrations?: object;
      features?: BackendFeature[];
    } = {},
  ): Promise<TestScaffolder> {
    const { forgeUser = writer, integrations = {}, features = [] } = options;
    const folder = await mkdtemp(join(tmpdir(), 'golden-paths-'));
    const proxy = await startFaultyProxy();
    const port = await findFreePort();
    const forge = await startForge({
      port,
      baseUrl: proxy.baseUrl,
      repositoriesDir: join(folder, 'repositories'),
      users: [writer, reader],
      organizations: ['harborline'],
      logger: mockServices.logger.mock(),
    });
    proxy.target = `http://127.0.0.1:${port}`;

    const entities: Entity[] = [];
    const backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleGoldenPaths,
        ...features,
        mockServices.database.factory({
          knex: await createTestDatabase(),
        }),
        catalogServiceMock.mock({
          getEntityByRef: async ref => {
            const wanted = stringifyEntityRef(parseEntityRef(ref as string));
            return entities.find(
              entity => stringifyEntityRef(entity) === wanted,
            );
          },
        }).factory,
        mockServices.permissions.factory(),
        mockServices.rootConfig.factory({
          data: {
            backend: { workingDirectory: folder },
            goldenPaths: { root: join(folder, 'templates') },
            scaffolder: {
              defaultAuthor: { name: 'Causeway', email: 'portal@example.test' },
            },
            integrations: {
              gitea: [
                {
                  host: new URL(proxy.baseUrl).host,
                  baseUrl: proxy.baseUrl,
                  username: forgeUser.username,
                  password: forgeUser.password,
                },
              ],
              ...integrations,
            },
          },
        }),
      ],
    });
    return new TestScaffolder(folder, proxy, forge, backend, entities);
  }

  private constructor(
    folder: string,
    proxy: FaultyProxy,
    forge: RunningForge,
    backend: TestBackend,
    entities: Entity[],
  ) {
    this.folder = folder;
    this.proxy = proxy;
    this.forge = forge;
    this.#backend = backend;
    this.#server = backend.server;
    this.#entities = entities;
  }

  async stop(): Promise<void> {
    // For each task the scaffolder asks once a second whether it was cancelled, also for a second
    // after its end, and nothing tells when; the database must not be gone by then.
    await setTimeout(1_500);
    await this.#backend.stop();
    await this.forge.close();
    await this.proxy.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The forge as `repoUrl` names it. */
  repoUrl(name: string): string {
    return `${new URL(this.proxy.baseUrl).host}?owner=harborline&repo=${name}`;
  }

  /** Registers a template, or writes its new version; `files` are those of the skeleton. */
  async writeTemplate(
    name: string,
    options: {
      version?: string;
      files?: Record<string, string>;
      steps: Step[];
      output?: JsonObject;
    },
  ): Promise<void> {
    const { version = '1.0.0', files = {}, steps, output = {} } = options;
    const template = {
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: {
        name,
        namespace: 'default',
        annotations: {
          'causeway.io/template-version': version,
          'backstage.io/managed-by-location': `file:${this.folder}/templates/${name}/template.yaml`,
        },
      },
      spec: {
        type: 'service',
        parameters: [],
        steps: steps.map(step => ({ name: step.id, ...step })),
        output,
      },
    };
    const folder = join(this.folder, 'templates', name);
    await rm(folder, { recursive: true, force: true });
    await this.writeFiles(folder, { 'template.yaml': stringify(template) });
    await this.writeFiles(join(folder, 'skeleton'), files);
    const known = this.#entities.findIndex(
      entity => entity.metadata.name === name && entity.kind === 'Template',
    );
    this.#entities.splice(
      known < 0 ? this.#entities.length : known,
      1,
      template,
    );
  }

  /** Registers the template `update`, which puts out all that its action does. */
  async writeUpdateTemplate(): Promise<void> {
    await this.writeTemplate('update', {
      steps: [
        {
          id: 'update',
          action: 'golden-path:update',
          input: {
            repoUrl: '${{ parameters.repoUrl }}',
            entityRef: '${{ parameters.entityRef }}',
          },
        },
      ],
      output: { result: '${{ steps.update.output }}' },
    });
  }

  addEntity(entity: Entity): void {
    this.#entities.push(entity);
  }

  async writeFiles(
    folder: string,
    files: Record<string, string>,
  ): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
  }

  /** Runs a template to its end, as a user. */
  async run(
    template: string,
    values: JsonObject = {},
    secrets: Record<string, string> = {},
  ): Promise<TaskRun> {
    const { body } = await this.#send('/tasks', {
      templateRef: `template:default/${template}`,
      values,
      secrets,
    }).expect(201);
    return this.#wait(body.id);
  }

  /** What the retry button does. */
  async retry({ id }: TaskRun): Promise<TaskRun> {
    await this.#send(`/tasks/${id}/retry`, { secrets: {} }).expect(201);
    return this.#wait(id);
  }

  /** What the template editor does. */
  dryRun(template: object, values: JsonObject, files: Record<string, string>) {
    return this.#send('/dry-run', {
      template,
      values,
      secrets: {},
      directoryContents: Object.entries(files).map(([path, content]) => ({
        path,
        base64Content: Buffer.from(content).toString('base64'),
      })),
    });
  }

  /** What the page of installed actions shows. */
  async listActions(): Promise<
    {
      id: string;
      description?: string;
      examples?: { description: string; example: string }[];
      schema?: { input?: { properties?: object; required?: string[] } };
    }[]
  > {
    const { body } = await request(this.#server)
      .get('/api/scaffolder/v2/actions')
      .set('authorization', mockCredentials.user.header())
      .expect(200);
    return body;
  }

  /** Runs git in the test's folder, with the rights of the forge's owner. */
  async git(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(
      'git',
      ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.test', ...args],
      {
        cwd: this.folder,
        env: {
          PATH: process.env.PATH,
          HOME: this.folder,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_TERMINAL_PROMPT: '0',
        },
      },
    );
    return stdout;
  }

  /** The address of a repository, with credentials that may push. */
  remote(name: string): string {
    const url = new URL(`${this.proxy.baseUrl}/harborline/${name}.git`);
    url.username = writer.username;
    url.password = writer.password;
    return url.href;
  }

  #send(path: string, body: object) {
    return request(this.#server)
      .post(`/api/scaffolder/v2${path}`)
      .set('authorization', mockCredentials.user.header())
      .send(body);
  }

  async #wait(id: string): Promise<TaskRun> {
    const get = async (path: string) =>
      (
        await request(this.#server)
          .get(`/api/scaffolder/v2/tasks/${id}${path}`)
          .set('authorization', mockCredentials.user.header())
          .expect(200)
      ).body;
    for (;;) {
      const { status } = await get('');
      if (!['open', 'processing'].includes(status)) {
        const events: {
          type: string;
          body: { message: string; output?: Record<string, unknown> };
        }[] = await get('/events');
        const completion = events.find(({ type }) => type === 'completion');
        return {
          id,
          status,
          log: events
            .map(({ body }) => [body.message, JSON.stringify(body)].join('\n'))
            .join('\n'),
          output: completion?.body.output ?? {},
        };
      }
      await setTimeout(50);
    }
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
