import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { parse } from 'yaml';
import { TestScaffolder } from './__testUtils__/startScaffolder';

jest.setTimeout(120_000);

describeWithDatabase('the actions of golden paths', () => {
  let test: TestScaffolder;

  beforeAll(async () => {
    test = await TestScaffolder.start();
  });

  afterAll(() => test.stop());

  it('describe themselves, with an example that their schema knows', async () => {
    const actions = (await test.listActions()).filter(({ id }) =>
      id.startsWith('golden-path:'),
    );
    expect(actions.map(({ id }) => id).sort()).toEqual([
      'golden-path:fetch',
      'golden-path:publish',
      'golden-path:pull-request',
      'golden-path:register',
      'golden-path:update',
    ]);
    for (const { id, description, examples = [], schema } of actions) {
      expect(description).toMatch(/\.$/);
      expect(examples.length).toBeGreaterThan(0);
      const [step] = parse(examples[0].example).steps;
      expect(step.action).toBe(id);
      const { properties = {}, required = [] } = schema?.input ?? {};
      expect(Object.keys(properties)).toEqual(
        expect.arrayContaining(Object.keys(step.input)),
      );
      expect(Object.keys(step.input)).toEqual(expect.arrayContaining(required));
    }
  });

  it('change nothing in the dry run of the template editor', async () => {
    await test.forge.repositories.create({
      owner: 'harborline',
      name: 'labels',
    });
    const clone = `${test.folder}/labels`;
    await test.git('clone', '--quiet', test.remote('labels'), clone);
    await test.writeFiles(clone, {
      '.golden-path.yaml':
        'apiVersion: causeway.io/v1alpha1\nkind: GoldenPath\ntemplate: template:default/service\nversion: 1.0.0\nvalues: {}\n',
    });
    await test.git('-C', clone, 'add', '--all');
    await test.git('-C', clone, 'commit', '--quiet', '-m', 'First');
    await test.git('-C', clone, 'push', '--quiet', 'origin', 'HEAD:main');
    await test.writeTemplate('service', {
      version: '1.1.0',
      files: { 'new.md': 'new' },
      steps: [],
    });
    const before = await test.git('ls-remote', test.remote('labels'));
    const repoUrl = test.repoUrl('labels');

    const { status, body } = await test.dryRun(
      {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        kind: 'Template',
        metadata: { name: 'draft' },
        spec: {
          type: 'service',
          steps: [
            {
              id: 'update',
              action: 'golden-path:update',
              input: { repoUrl },
            },
            {
              id: 'fetch',
              action: 'fetch:template',
              input: { url: './skeleton' },
            },
            {
              id: 'propose',
              action: 'golden-path:pull-request',
              input: { repoUrl, branch: 'x', title: 'Add it' },
            },
          ],
          output: {
            to: '${{ steps.update.output.toVersion }}',
            added: '${{ steps.propose.output.added }}',
          },
        },
      },
      {},
      { 'skeleton/note.md': 'note' },
    );

    expect(status).toBe(200);
    expect(body.output).toEqual({ to: '1.1.0', added: ['note.md'] });
    expect(JSON.stringify(body.log)).toContain("Would open 'Add it' at");
    expect(JSON.stringify(body.log)).toContain(
      "Would open 'Update from the golden path service to 1.1.0",
    );
    expect(await test.git('ls-remote', test.remote('labels'))).toBe(before);
  });
});
