import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  readTemplate,
  refusals,
  removeRun,
  runTemplate,
} from '../testing/goldenPath.mjs';

const { templateEntityV1beta3Validator } = createRequire(import.meta.url)(
  '@backstage/plugin-scaffolder-common',
);
const templatePath = fileURLToPath(new URL('template.yaml', import.meta.url));
const template = await readTemplate(templatePath);
const accepted = {
  name: 'payment-service',
  description: 'Takes payments',
  owner: 'group:default/payments-team',
  system: 'system:default/checkout-system',
  namespace: 'production',
  replicas: 2,
};

async function run(t, options) {
  const result = await runTemplate({
    templatePath,
    values: accepted,
    ...options,
  });
  t.after(() => removeRun(result));
  return result;
}

test('the template is a valid entity', async () => {
  assert.equal(await templateEntityV1beta3Validator.check(template), true);
});

test('the server takes what the form allows', () => {
  for (const change of [
    {},
    { name: 'ab' },
    { name: 'a'.repeat(50) },
    { name: 'a--b' },
    { name: 'v2' },
    { description: '日本語 "quoted": `code` <script> ${{ 1 }}' },
    { description: 'd'.repeat(200) },
    { owner: 'payments-team' },
    { owner: 'group:payments-team' },
    { namespace: undefined, replicas: undefined },
    { namespace: 'staging' },
    { replicas: 1 },
    { replicas: 10 },
  ]) {
    const errors = refusals(template, { ...accepted, ...change });
    assert.deepEqual(errors.map(String), [], JSON.stringify(change));
  }
});

test('the server refuses what the form refuses', () => {
  for (const change of [
    { name: undefined },
    { name: 'a' },
    { name: 'Payment' },
    { name: '1st' },
    { name: '-a' },
    { name: 'a-' },
    { name: 'a_b' },
    { name: '../etc' },
    { name: 'ab\n' },
    { name: 'a'.repeat(51) },
    { name: 'vendor' },
    { name: 'con' },
    { description: undefined },
    { description: '' },
    { description: '   ' },
    { description: 'two\nlines' },
    { description: 'd'.repeat(201) },
    { owner: undefined },
    { owner: 'user:default/ada' },
    { owner: 'group:default/a b' },
    { owner: 'team\nkind: User' },
    { system: undefined },
    { system: 'component:default/cart' },
    { namespace: 'kube-system' },
    { replicas: 0 },
    { replicas: 11 },
    { replicas: 1.5 },
    { replicas: '2' },
  ]) {
    const errors = refusals(template, { ...accepted, ...change });
    assert.equal(errors.length, 1, JSON.stringify(change));
  }
});

test('publishes to the local forge, registers and waits for the catalog', async t => {
  const { error, published, registered, waitedFor, output } = await run(t);
  assert.equal(error, undefined);
  assert.deepEqual(published, [
    {
      action: 'publish:gitea',
      input: {
        description: 'Takes payments',
        repoUrl: 'localhost:7017?owner=harborline&repo=payment-service',
        defaultBranch: 'main',
        repoVisibility: 'public',
        gitCommitMessage:
          'Create payment-service from the go-microservice golden path',
      },
    },
  ]);
  const repository = 'http://localhost:7017/harborline/payment-service';
  assert.deepEqual(registered, [
    `${repository}/src/branch/main/catalog-info.yaml`,
  ]);
  assert.deepEqual(waitedFor, ['component:default/payment-service']);
  assert.deepEqual(output.links, [
    {
      title: 'Repository',
      icon: 'scm',
      url: `${repository}/src/branch/main/`,
    },
    {
      title: 'Open in Catalog',
      icon: 'catalog',
      entityRef: 'component:default/payment-service',
    },
    {
      title: 'Documentation',
      icon: 'docs',
      url: '/docs/default/component/payment-service',
    },
  ]);
  assert.match(
    output.text[0].content,
    /git clone http:\/\/localhost:7017\/harborline\/payment-service\.git/,
  );
});

test('publishes to GitHub when the configuration says nothing of Gitea', async t => {
  const { error, published, registered } = await run(t, {
    environment: { repositoryOwner: 'Harborline' },
  });
  assert.equal(error, undefined);
  assert.equal(published.length, 1);
  assert.equal(published[0].action, 'publish:github');
  assert.equal(
    published[0].input.repoUrl,
    'github.com?owner=Harborline&repo=payment-service',
  );
  assert.equal(published[0].input.repoVisibility, 'private');
  assert.equal(published[0].input.requireCodeOwnerReviews, true);
  assert.deepEqual(registered, [
    'https://github.com/Harborline/payment-service/tree/main/catalog-info.yaml',
  ]);
});

test('registers nothing when the repository exists', async t => {
  const { error, published, registered, log } = await run(t, {
    existingRepositories: ['harborline/payment-service'],
  });
  assert.match(error.message, /409/);
  assert.deepEqual(published, []);
  assert.deepEqual(registered, []);
  assert.ok(
    log.includes(
      'Skipping step register-catalog because a previous step failed',
    ),
  );
});

test('publishes nothing when no owner is configured', async t => {
  const { error, published, registered } = await run(t, { environment: {} });
  assert.match(error.message, /missing owner/);
  assert.deepEqual(published, []);
  assert.deepEqual(registered, []);
});

test('a description is text and never an expression', async t => {
  const description = '${{ environment.parameters.repositoryOwner }} {% raw %}';
  const { error, published } = await run(t, {
    values: { ...accepted, description },
  });
  assert.equal(error, undefined);
  assert.equal(published[0].input.description, description);
});
