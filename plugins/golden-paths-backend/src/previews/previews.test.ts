import { ResponseError } from '@backstage/errors';
import type { ScaffolderDryRunOptions } from '@backstage/plugin-scaffolder-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  service,
  startGoldenPaths,
  template,
} from '../__testUtils__/startGoldenPaths';
import { toPreviewFiles } from './toPreviewFiles';

jest.setTimeout(120_000);

const base64 = (content: string | Buffer) =>
  Buffer.from(content).toString('base64');

describeWithDatabase('previews', () => {
  const path = '/v1/previews';
  const body = { templateRef: 'go-microservice', values: { name: 'cart' } };

  async function start(dryRun: jest.Mock) {
    const plain = template('plain');
    plain.spec = { type: 'service', steps: [{ id: 'a', action: 'debug:log' }] };
    return startGoldenPaths({
      knex: await createTestDatabase(),
      entities: [
        template('go-microservice', '1.0.0'),
        template('hidden', '1.0.0'),
        plain,
        service('cart', { template: 'go-microservice' }),
      ],
      visible: ({ metadata }) => metadata.name !== 'hidden',
      scaffolder: { dryRun },
    });
  }

  it('renders with the steps that fetch, and with no other', async () => {
    const dryRun = jest.fn(async (_: ScaffolderDryRunOptions) => ({
      directoryContents: [
        { path: 'src/main.go', base64Content: base64('package main\n') },
        { path: 'README.md', base64Content: base64('# cart\n') },
      ],
      log: [],
      steps: [],
      output: {},
    }));
    const { post } = await start(dryRun);
    const response = await post(path, body).expect(200);
    expect(response.body).toEqual({
      files: [
        { path: 'README.md', text: '# cart\n', size: 7 },
        { path: 'src/main.go', text: 'package main\n', size: 13 },
      ],
      problems: [],
    });
    const [{ template: asked, values }] = dryRun.mock.calls[0];
    expect(values).toEqual({ name: 'cart' });
    expect(asked.spec.output).toEqual({});
    expect(asked.spec.steps).toEqual([
      {
        id: 'render',
        action: 'golden-path:fetch',
        input: {
          template: 'go-microservice',
          values: { name: '${{ parameters.name }}' },
        },
      },
    ]);
  });

  it('gives the cause with file and line where the skeleton has a mistake', async () => {
    const message = [
      'The golden path cannot be rendered, and nothing has been created. Mend its skeleton:',
      'shared/docs/docs/index.md:12:5: unexpected token',
      'go-microservice/skeleton/${{ values.name }}-deployment.yaml:3:1: expected variable end',
    ].join('\n');
    const { post } = await start(
      jest.fn(async () => {
        throw await ResponseError.fromResponse(
          Response.json(
            {
              error: { name: 'InputError', message },
              response: { statusCode: 400 },
            },
            { status: 400 },
          ),
        );
      }),
    );
    const response = await post(path, body).expect(200);
    expect(response.body).toEqual({
      files: [],
      problems: [
        {
          file: 'shared/docs/docs/index.md',
          line: 12,
          message: 'unexpected token',
        },
        {
          file: 'go-microservice/skeleton/${{ values.name }}-deployment.yaml',
          line: 3,
          message: 'expected variable end',
        },
      ],
    });
  });

  it('does not take a failure of the scaffolder for a mistake in the skeleton', async () => {
    const { post } = await start(
      jest.fn(async () => {
        throw await ResponseError.fromResponse(
          Response.json(
            {
              error: { name: 'TypeError', message: 'x is undefined' },
              response: { statusCode: 500 },
            },
            { status: 500 },
          ),
        );
      }),
    );
    const response = await post(path, body);
    expect(response.status).toBe(500);
  });

  it('says that a template without such a step has no preview', async () => {
    const dryRun = jest.fn();
    const { post } = await start(dryRun);
    const response = await post(path, { ...body, templateRef: 'plain' });
    expect(response.body.problems[0].message).toBe(
      "'plain' has no step 'golden-path:fetch', so what it writes is known only when it runs",
    );
    expect(dryRun).not.toHaveBeenCalled();
  });

  it.each([
    ['hidden', 404, "No template 'template:default/hidden' in the catalog"],
    [
      'component:cart',
      404,
      "No template 'component:default/cart' in the catalog",
    ],
    ['template:', 400, "'template:' is not the ref of a template"],
  ])('refuses the template %s', async (templateRef, status, message) => {
    const { post } = await start(jest.fn());
    const response = await post(path, { ...body, templateRef }).expect(status);
    expect(response.body.error.message).toBe(message);
  });
});

it('leaves out the content of what is no text, and of what is too long', () => {
  expect(
    toPreviewFiles([
      { path: 'logo.png', base64Content: base64(Buffer.from([137, 80, 0])) },
      { path: 'latin.txt', base64Content: base64(Buffer.from([0xe9])) },
      { path: 'long.txt', base64Content: base64('x'.repeat(100_001)) },
      { path: 'empty', base64Content: '' },
    ]),
  ).toEqual([
    { path: 'empty', text: '', size: 0 },
    { path: 'latin.txt', size: 1 },
    { path: 'logo.png', size: 3 },
    { path: 'long.txt', size: 100_001 },
  ]);
});
