import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createFetchTemplateAction } from '@backstage/plugin-scaffolder-backend';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { RepositoryHosts } from '../hosts/RepositoryHosts';
import { parseRecord } from '../record/GoldenPathRecord';
import { SkeletonRenderer } from '../rendering/SkeletonRenderer';
import { createGoldenPathSource } from '../source/createGoldenPathSource';
import { createFetchAction } from './createFetchAction';
import { OwnerGuard } from './OwnerGuard';

jest.setTimeout(60_000);

const template = (version?: string) => `
kind: Template
metadata:
  name: go-microservice
  ${version ? `annotations: { causeway.io/template-version: ${version} }` : ''}
`;

describe('golden-path:fetch', () => {
  const directory = createMockDirectory();
  const workspace = directory.resolve('workspace');

  function setUp(files: Record<string, string> = {}) {
    directory.setContent({
      workspace: {},
      temporary: {},
      root: {
        'go-microservice/template.yaml': template('1.2.0'),
        'go-microservice/skeleton/README.md': '# ${{ values.name }}\n',
        'go-microservice/skeleton/Makefile': 'own\n',
        'shared/docs/docs/index.md': 'Ask ${{ values.owner }}.\n',
        'shared/docs/Makefile': 'shared\n',
        'shared/ci/.github/workflows/ci.yaml': 'run: ${{ github.sha }}\n',
        ...files,
      },
    });
  }

  function createAction(options: { mayOwnAny?: boolean; root?: string } = {}) {
    const { mayOwnAny = false, root = directory.resolve('root') } = options;
    const config = new ConfigReader({ goldenPaths: { root } });
    const reader = mockServices.urlReader.mock();
    const integrations = ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          gitea: [
            { host: 'git.example:7017', baseUrl: 'http://git.example:7017' },
          ],
          github: [{ host: 'github.com' }],
        },
      }),
    );
    const catalog = catalogServiceMock({
      entities: [
        group('payments-cards', 'payments'),
        group('payments', 'engineering'),
        group('engineering'),
        group('orders', 'engineering', {
          'pagerduty.com/service-id': 'PORDERS',
          'pagerduty.com/integration-key': 'not-to-be-told',
        }),
      ],
    });
    return createFetchAction({
      catalog,
      hosts: new RepositoryHosts({ integrations }),
      source: createGoldenPathSource({ config, reader }),
      renderer: new SkeletonRenderer({
        fetchTemplate: createFetchTemplateAction({
          integrations,
          reader,
        }),
      }),
      ownerGuard: new OwnerGuard({
        catalog,
        permissions: mockServices.permissions({
          result: mayOwnAny ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
        }),
        userInfo: mockServices.userInfo({
          ownershipEntityRefs: [
            'user:default/ada',
            'group:default/payments-cards',
          ],
        }),
      }),
    });
  }

  function createContext(
    input: {
      values: JsonObject;
      template?: string;
      parts?: string[];
      repoUrl?: string;
    },
    more: object = {},
  ) {
    let folders = 0;
    return {
      ...createMockActionContext({
        input,
        workspacePath: workspace,
        templateInfo: {
          entityRef: 'template:default/go-microservice',
          baseUrl: 'https://git.example/templates/template.yaml',
          entity: { metadata: { name: 'go-microservice' } },
        },
      }),
      createTemporaryDirectory: async () => {
        folders += 1;
        const folder = directory.resolve(`temporary/${folders}`);
        await mkdir(folder);
        return folder;
      },
      getInitiatorCredentials: async () => mockCredentials.user(),
      ...more,
    };
  }

  const read = (path: string) => readFile(join(workspace, path), 'utf8');

  it.each([
    [
      'git.example:7017?owner=harborline&repo=labels',
      'http://git.example:7017/harborline/labels',
      'http://git.example:7017/harborline/labels/src/branch/main',
    ],
    [
      'github.com?owner=harborline&repo=labels',
      'https://github.com/harborline/labels',
      'https://github.com/harborline/labels/blob/main',
    ],
  ])('tells the skeletons where %s will be', async (repoUrl, url, source) => {
    setUp({
      'go-microservice/skeleton/where.txt':
        '${{ values.repository.owner }} ${{ values.repository.url }} ${{ values.repository.source }}',
    });
    await createAction().handler(
      createContext({ repoUrl, values: { name: 'labels' } }),
    );
    expect(await readFile(join(workspace, 'where.txt'), 'utf8')).toBe(
      `harborline ${url} ${source}`,
    );
  });

  it('renders the parts and then the skeleton, and records how', async () => {
    setUp();
    const values = { name: 'parcel-labels', owner: 'group:default/payments' };
    const context = createContext({ values, parts: ['docs', 'ci'] });

    await createAction().handler(context);

    expect(await read('README.md')).toBe('# parcel-labels\n');
    expect(await read('docs/index.md')).toBe('Ask group:default/payments.\n');
    expect(await read('Makefile')).toBe('own\n');
    expect(await read('.github/workflows/ci.yaml')).toBe(
      'run: ${{ github.sha }}\n',
    );
    const text = await read('.golden-path.yaml');
    expect(parse(text)).toEqual({
      apiVersion: 'causeway.io/v1alpha1',
      kind: 'GoldenPath',
      template: 'template:default/go-microservice',
      version: '1.2.0',
      parts: ['docs', 'ci'],
      values: { ...values, onCall: {} },
    });
    expect(parseRecord(text).values).toEqual({ ...values, onCall: {} });
    expect(context.output).toHaveBeenCalledWith('version', '1.2.0');
    expect(context.output).toHaveBeenCalledWith(
      'templateRef',
      'template:default/go-microservice',
    );
  });

  it('leaves what a user typed as it is', async () => {
    setUp();
    const name = '${{ 7 * 7 }}\n- ../../x: "$(id)" {% raw %} # \u2028é';
    await createAction().handler(createContext({ values: { name } }));

    expect(await read('README.md')).toBe(`# ${name}\n`);
    expect(parseRecord(await read('.golden-path.yaml')).values).toEqual({
      name,
    });
  });

  it('refuses a value that would leave the workspace', async () => {
    setUp({ 'go-microservice/skeleton/${{ values.name }}.md': 'x' });
    await expect(
      createAction().handler(
        createContext({ values: { name: '../../../escaped' } }),
      ),
    ).rejects.toThrow('outside its parent');
  });

  it('names file and line of each skeleton file that cannot be rendered', async () => {
    setUp({
      'go-microservice/skeleton/docs/a.md': 'one\ntwo ${{ values. }}\n',
      'shared/docs/b.md': 'fine\n',
      'go-microservice/skeleton/c.md': '\n\n{% if values.name %}\n',
    });
    const context = createContext({ values: { name: 'x' }, parts: ['docs'] });

    const failure = createAction().handler(context);

    await expect(failure).rejects.toThrow('nothing has been created');
    await expect(failure).rejects.toThrow(
      /go-microservice\/skeleton\/docs\/a\.md:2:\d+: \S/,
    );
    await expect(failure).rejects.toThrow(
      /go-microservice\/skeleton\/c\.md:3:\d+: \S/,
    );
    await expect(failure).rejects.not.toThrow('b.md');
  });

  it.each([
    [{ template: 'gone' }, "There is no folder 'gone' below"],
    [{ parts: ['gone'] }, "There is no folder 'shared/gone' below"],
  ])('says what is missing for %j', async (input, message) => {
    setUp();
    await expect(
      createAction().handler(createContext({ values: {}, ...input })),
    ).rejects.toThrow(message);
  });

  it('asks for a version', async () => {
    setUp({ 'go-microservice/template.yaml': template() });
    await expect(
      createAction().handler(createContext({ values: {} })),
    ).rejects.toThrow(
      "'template:default/go-microservice' has no version; add the annotation 'causeway.io/template-version'",
    );
  });

  it('refuses a secret among the values, and does not say it', async () => {
    setUp();
    const failure = createAction().handler(
      createContext(
        { values: { list: [{ url: 'https://u:hunter2hunter2@x' }] } },
        { secrets: { token: 'hunter2hunter2' } },
      ),
    );
    await expect(failure).rejects.toThrow(
      "'values.list.0.url' contains a secret of the task",
    );
    await expect(failure).rejects.not.toThrow('hunter2');
  });

  it.each(['payments-cards', 'group:payments', 'group:default/Engineering'])(
    'lets a member of a group below it choose %s as the owner',
    async owner => {
      setUp();
      await expect(
        createAction().handler(createContext({ values: { owner } })),
      ).resolves.toBeUndefined();
    },
  );

  it('refuses an owner that the user does not belong to', async () => {
    setUp();
    await expect(
      createAction().handler(createContext({ values: { owner: 'orders' } })),
    ).rejects.toThrow(
      "'user:default/mock' is not a member of 'group:default/orders' and cannot make it the owner; choose one of your own groups, or ask a platform engineer",
    );
    await expect(read('README.md')).rejects.toThrow('ENOENT');
  });

  it('lets a platform engineer choose any owner', async () => {
    setUp();
    await createAction({ mayOwnAny: true }).handler(
      createContext({ values: { owner: 'orders', name: 'x' } }),
    );
    expect(await read('README.md')).toBe('# x\n');
  });

  it.each([
    ['orders', { 'pagerduty.com/service-id': 'PORDERS' }],
    // A group that says nothing, and one that the catalog does not know.
    ['payments', {}],
    ['nobody', {}],
  ])(
    'tells the skeletons who is on call for %s, and records it',
    async (owner, onCall) => {
      setUp({
        'go-microservice/skeleton/README.md':
          '{% for key, value in values.onCall %}${{ key }}: ${{ value }}\n{% endfor %}',
      });
      await createAction({ mayOwnAny: true }).handler(
        createContext({ values: { owner } }),
      );
      expect(await read('README.md')).toBe(
        Object.entries(onCall)
          .map(([key, value]) => `${key}: ${value}\n`)
          .join(''),
      );
      const record = parseRecord(await read('.golden-path.yaml'));
      expect(record.values).toEqual({ owner, onCall });
    },
  );

  it('renders the skeleton of the template editor in a dry run', async () => {
    setUp();
    const draft = directory.resolve('draft/template.yaml');
    await mkdir(join(dirname(draft), 'skeleton'), { recursive: true });
    await writeFile(
      join(dirname(draft), 'skeleton/README.md'),
      'Draft of ${{ values.name }}\n',
    );
    const context = createContext(
      { values: { name: 'x' }, parts: ['docs'] },
      {
        isDryRun: true,
        templateInfo: {
          entityRef: 'template:default/dry-run',
          baseUrl: pathToFileURL(draft).href,
          entity: {
            metadata: {
              name: 'new-path',
              annotations: { 'causeway.io/template-version': '0.1.0' },
            },
          },
        },
      },
    );

    await createAction().handler(context);

    expect(await read('README.md')).toBe('Draft of x\n');
    expect(parseRecord(await read('.golden-path.yaml'))).toMatchObject({
      template: 'template:default/new-path',
      version: '0.1.0',
    });
  });

  it('refuses a place for skeletons that is neither a path nor a URL', () => {
    expect(() => createAction({ root: 'templates' })).toThrow(
      "'templates' in goldenPaths.root is neither an absolute path nor a URL",
    );
  });
});

function group(
  name: string,
  parent?: string,
  annotations: { [key: string]: string } = {},
) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default', annotations },
    spec: { type: 'team', children: [] },
    relations: parent
      ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
      : [],
  };
}
