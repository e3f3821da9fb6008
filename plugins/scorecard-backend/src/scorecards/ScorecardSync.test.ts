import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { parseRuleFile } from '@causeway/plugin-scorecard-common';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import { component } from '../__testUtils__/entities';
import { TestEngine } from '../__testUtils__/TestEngine';

const good =
  'id: basics\nrules: [{ id: owned, path: $.spec.owner, operator: isNotEmpty }]\n';

describe('shipped scorecards', () => {
  const directory = join(__dirname, '../../scorecards');

  it.each(readdirSync(directory))('%s has no fault', file => {
    const { scorecard, problems } = parseRuleFile({
      text: readFileSync(join(directory, file), 'utf8'),
      file,
      knownFactRefs: new Set([
        'api-definition:default/definition',
        'catalog:default/ownership',
        'catalog:default/relations',
        'feature-flags:default/flags',
        'kubernetes:default/workload',
        'techdocs:default/site',
      ]),
    });
    expect(problems).toEqual([]);
    expect(scorecard?.levels.map(({ id }) => id)).toEqual([
      'bronze',
      'silver',
      'gold',
    ]);
    expect(scorecard?.rules.filter(({ remediation }) => !remediation)).toEqual(
      [],
    );
  });
});

describeWithDatabase('ScorecardSync', () => {
  const create = async (files: { [name: string]: string }) =>
    TestEngine.create({
      catalog: new CatalogStub([component('cart')]),
      files,
      db: await createTestDatabase(),
    });

  it.each([
    [
      'that cannot be read',
      new Error('ENOENT: no such file'),
      'The file cannot be read: ENOENT: no such file',
    ],
    [
      'with a tab in its YAML',
      'rules:\n\t- id: x\n',
      expect.stringMatching(/tab/i),
    ],
    [
      'of 10 MB',
      `# ${'x'.repeat(10_000_000)}\n${good}`,
      expect.stringContaining('1000000 are read at most'),
    ],
  ])(
    'keeps the last good version of a file %s, and names it',
    async (_, text, message) => {
      const engine = await create({ 'basics.yaml': good });
      await engine.run();

      engine.files.set('basics.yaml', text);
      expect(await engine.sync()).toBe(false);
      await engine.engine.fullRun.run();

      expect(await engine.readResults()).toMatchObject([{ states: 'f' }]);
      expect(await engine.engine.scorecards.listSources()).toMatchObject([
        {
          source: 'basics.yaml',
          scorecardId: 'basics',
          problems: [{ file: 'basics.yaml', message }],
        },
      ]);
      expect(engine.logger.warn).toHaveBeenCalledTimes(1);

      engine.files.set('basics.yaml', good);
      expect(await engine.sync()).toBe(false);
      expect(await engine.engine.scorecards.listSources()).toMatchObject([
        { problems: [] },
      ]);
    },
  );

  it('leaves out a rule with a fault, and a scorecard whose id is taken', async () => {
    const engine = await create({
      'a.yaml': `${good
        .trimEnd()
        .replace(
          /]$/,
          '',
        )}, { id: odd, path: $.x, operator: resembles, value: 1 }]`,
      'b.yaml': good,
    });

    expect(await engine.sync()).toBe(true);

    const [stored] = await engine.engine.scorecards.list();
    expect(stored).toMatchObject({
      source: 'a.yaml',
      problems: [{ ruleId: 'odd', line: 2 }],
      scorecard: { rules: [{ id: 'owned' }] },
    });
    expect(await engine.engine.scorecards.listSources()).toMatchObject([
      { source: 'a.yaml', problems: [{ ruleId: 'odd' }] },
      {
        source: 'b.yaml',
        scorecardId: undefined,
        problems: [
          {
            message:
              "The id 'basics' is taken by the scorecard of a.yaml; give this one another",
          },
        ],
      },
    ]);
    expect(await engine.sync()).toBe(false);
  });
});
