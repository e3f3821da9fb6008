import { OpenFeature } from '@openfeature/server-sdk';
import { version as flagdCoreVersion } from '@openfeature/flagd-core/package.json';
import {
  describeConformance,
  needsData,
  listConformanceFiles,
  readConformanceJson,
} from './__testUtils__/conformanceData';
import { OfrepDocument } from './__testUtils__/OfrepDocument';
import { RemoteProvider } from './__testUtils__/RemoteProvider';
import { hasTag, readScenarios, runScenario } from './__testUtils__/scenarios';
import { TestOfrep, testKey } from './__testUtils__/TestOfrep';
import type { FlagdConfiguration } from './__testUtils__/toFlagSetContent';
import {
  findFileSchemaProblems,
  findTargetingSchemaProblems,
} from '../admission/flagdSchema';
import board from './board.json';

const testbed = 'flagd-testbed';
/** Flags of the targeting suite, as its head names them. */
const targetingFiles = [
  'changing-flag',
  'zero-flags',
  'custom-ops',
  'evaluator-refs',
  'testing-flags',
  'edge-case-flags',
];

describeConformance(needsData('the public suites'), () => {
  it.each(['router', 'listener'] as const)(
    'passes the flagd evaluator suite through the %s',
    async through => {
      const scenarios = listConformanceFiles(
        `${testbed}/evaluator/gherkin`,
        '.feature',
      ).flatMap(name => readScenarios(`${testbed}/evaluator/gherkin/${name}`));
      const current = scenarios.filter(item => !hasTag(item, '@fractional-v1'));
      const result = await run({
        through,
        scenarios: current,
        configuration: readConformanceJson(
          `${testbed}/evaluator/flags/testkit-flags.json`,
        ),
      });

      expect(result.failures).toEqual([]);
      expect(result.problems).toEqual([]);
      expect(result.validated).toBe(current.length);
      expect({
        passed: current.length,
        superseded: scenarios.length - current.length,
      }).toEqual({ passed: 125, superseded: 15 });
      expect(find('flagd evaluator')).toEqual({
        passed: current.length,
        total: current.length,
      });
    },
  );

  it('passes the targeting suite of the hash that flag sets are pinned to', async () => {
    const scenarios = readScenarios(`${testbed}/gherkin/targeting.feature`);
    const v2 = scenarios.filter(
      item =>
        !hasTag(item, '@fractional-v1') && !hasTag(item, '@fractional-v3'),
    );
    const result = await run({
      through: 'router',
      scenarios: v2,
      configuration: mergeConfigurations(
        targetingFiles.map(name =>
          readConformanceJson(`${testbed}/flags/${name}.json`),
        ),
      ),
    });

    expect(result.failures).toEqual([]);
    expect(result.problems).toEqual([]);
    expect(result.validated).toBe(v2.length);
    expect(v2).toHaveLength(98);
    expect(find('flagd targeting, v2 hash')).toEqual({
      passed: v2.length,
      total: v2.length,
    });
  });

  it('judges the examples of the flagd schemas as they are meant', () => {
    const folder = 'flagd-schemas/json/test';
    const cases = ['flags', 'targeting', 'flagd'].flatMap(schema =>
      ['positive', 'negative'].flatMap(verdict =>
        listConformanceFiles(`${folder}/${schema}/${verdict}`, '.json').map(
          name => ({ schema, verdict, name }),
        ),
      ),
    );
    const wrong = cases.filter(({ schema, verdict, name }) => {
      const file = readConformanceJson<{ flags?: unknown }>(
        `${folder}/${schema}/${verdict}/${name}`,
      );
      const problems =
        schema === 'targeting'
          ? findTargetingSchemaProblems(file, '')
          : findFileSchemaProblems(
              file,
              // A list of flags is for a running flagd, in whichever folder the example lies.
              schema === 'flagd' || name === 'example.flagdimport.array.json'
                ? 'daemon'
                : 'provider',
            );
      return (problems.length === 0) !== (verdict === 'positive');
    });

    expect(wrong).toEqual([]);
    expect(cases).toHaveLength(36);
    expect(find('flagd schemas')).toEqual({ passed: 36, total: 36 });
  });

  it('says on the board which engine was judged', () => {
    expect(board.flagdCoreVersion).toBe(flagdCoreVersion);
  });
});

function find(name: string): { passed: number; total: number } | undefined {
  const suite = board.suites.find(item => item.name === name);
  return suite && { passed: suite.passed, total: suite.total };
}

/** Asks over HTTP through the server SDK, as a client's program does. */
async function run(options: {
  through: 'router' | 'listener';
  scenarios: ReturnType<typeof readScenarios>;
  configuration: FlagdConfiguration;
}) {
  const { through, scenarios, configuration } = options;
  const ofrep = await TestOfrep.start({
    configuration,
    through,
    document: OfrepDocument.load(),
  });
  const failures: string[] = [];
  try {
    await OpenFeature.setProviderAndWait(
      through,
      new RemoteProvider({
        baseUrl: ofrep.url,
        key: testKey,
        fetchImplementation: ofrep.fetch,
      }),
    );
    const client = OpenFeature.getClient(through);
    for (const scenario of scenarios) {
      await runScenario(scenario, client).catch(error =>
        failures.push(`${scenario.name}: ${error.message}`),
      );
    }
  } finally {
    await OpenFeature.clearProviders();
    await ofrep.stop();
  }
  const { problems, validated } = ofrep;
  return { failures, problems, validated };
}

function mergeConfigurations(
  configurations: FlagdConfiguration[],
): FlagdConfiguration {
  return {
    flags: Object.assign({}, ...configurations.map(({ flags }) => flags)),
    $evaluators: Object.assign(
      {},
      ...configurations.map(({ $evaluators }) => $evaluators),
    ),
  };
}
