import { InputError } from '@backstage/errors';
import {
  parseRuleFile,
  parseRuleTests,
  runRuleTests,
  type RuleProblem,
  type RuleTestResult,
} from '@causeway/plugin-scorecard-common';
import { readText } from '../sources/readText';
import {
  count,
  exitCodes,
  say,
  type ExitCode,
  type Terminal,
} from '../Terminal';
import { placeOf } from './lint';

interface FileResult {
  file: string;
  problems: RuleProblem[];
  results: RuleTestResult[];
  /** Rules that no case expects to pass, or none to fail. */
  untested: string[];
}

/** Compares rule files with their golden cases. */
export async function test(options: {
  files: string[];
  json?: boolean;
  terminal: Terminal;
}): Promise<ExitCode> {
  const { stdout } = options.terminal;
  const outcomes: FileResult[] = [];
  for (const file of options.files) {
    outcomes.push(await testFile(file));
  }
  const problems = outcomes.flatMap(outcome => outcome.problems);
  const results = outcomes.flatMap(outcome => outcome.results);
  const failed = results.filter(({ differences }) => differences.length > 0);

  if (options.json) {
    say(stdout, JSON.stringify(outcomes.map(toJson), undefined, 2));
  } else {
    for (const problem of problems) {
      say(stdout, `${placeOf(problem)} error ${problem.message}`);
    }
    for (const {
      test: { name, position },
      differences,
    } of failed) {
      say(stdout, `${position.file}:${position.line}: ${name}`);
      for (const { subject, expected, actual, message } of differences) {
        say(
          stdout,
          `  ${subject}: expected ${expected}, is ${actual}${
            message === undefined ? '' : ` (${message})`
          }`,
        );
      }
    }
    for (const { file, untested } of outcomes) {
      if (untested.length > 0) {
        say(
          stdout,
          `${file}: No case has these both pass and fail: ${untested.join(
            ', ',
          )}`,
        );
      }
    }
    say(
      stdout,
      `${count(results.length, 'case')}: ${
        results.length - failed.length
      } passed, ${failed.length} failed`,
    );
  }
  return problems.length === 0 && failed.length === 0
    ? exitCodes.ok
    : exitCodes.found;
}

async function testFile(file: string): Promise<FileResult> {
  const testFileName = file.replace(/\.ya?ml$/, '.test.yaml');
  if (testFileName === file || /\.test\.ya?ml$/.test(file)) {
    throw new InputError(
      `'${file}' is not a rule file; give NAME.yaml, whose cases are in NAME.test.yaml`,
    );
  }
  const { scorecard, problems } = parseRuleFile({
    text: await readText(file),
    file,
  });
  const cases = parseRuleTests({
    text: await readText(testFileName),
    file: testFileName,
  });
  const results = scorecard
    ? runRuleTests({ scorecard, tests: cases.tests, now: Date.now() })
    : [];
  return {
    file,
    problems: [...problems, ...cases.problems],
    results,
    untested: (scorecard?.rules ?? [])
      .map(({ id }) => id)
      .filter(id =>
        (['pass', 'fail'] as const).some(
          state =>
            !cases.tests.some(
              ({ expected }) => expected.states.get(id) === state,
            ),
        ),
      ),
  };
}

function toJson({ file, problems, results, untested }: FileResult) {
  return {
    file,
    problems,
    untested,
    cases: results.map(({ test: { name, position }, differences }) => ({
      name,
      ...position,
      passes: differences.length === 0,
      differences,
    })),
  };
}
