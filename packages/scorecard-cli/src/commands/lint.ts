import {
  lintRuleFile,
  type RuleProblem,
  type RuleWarning,
} from '@causeway/plugin-scorecard-common';
import { readText } from '../sources/readText';
import {
  count,
  exitCodes,
  say,
  type ExitCode,
  type Terminal,
} from '../Terminal';

/** Names what is wrong or likely not meant in rule files. */
export async function lint(options: {
  files: string[];
  factRef?: string[];
  strict?: boolean;
  json?: boolean;
  terminal: Terminal;
}): Promise<ExitCode> {
  const { stdout } = options.terminal;
  const problems: RuleProblem[] = [];
  const warnings: RuleWarning[] = [];
  let rules = 0;
  for (const file of options.files) {
    const result = lintRuleFile({
      text: await readText(file),
      file,
      knownFactRefs: options.factRef && new Set(options.factRef),
    });
    problems.push(...result.problems);
    warnings.push(...result.warnings);
    rules += result.scorecard?.rules.length ?? 0;
  }

  if (options.json) {
    say(stdout, JSON.stringify({ rules, problems, warnings }, undefined, 2));
  } else {
    for (const problem of problems) {
      say(stdout, `${placeOf(problem)} error ${problem.message}`);
    }
    for (const warning of warnings) {
      say(
        stdout,
        `${placeOf(warning)} warning ${warning.message} (${warning.check})`,
      );
    }
    say(
      stdout,
      `${count(rules, 'rule')} in ${count(
        options.files.length,
        'file',
      )}: ${count(problems.length, 'problem')}, ${count(
        warnings.length,
        'warning',
      )}`,
    );
  }
  const isClean =
    problems.length === 0 && !(options.strict && warnings.length > 0);
  return isClean ? exitCodes.ok : exitCodes.found;
}

/** As compilers write it, so that editors and CI link to the line. */
export function placeOf({ file, line, ruleId }: RuleProblem): string {
  return `${file}:${line}:${ruleId === undefined ? '' : ` ${ruleId}:`}`;
}
