import { isScalar } from 'yaml';
import { parseRuleFile } from '../rules/parseRuleFile';
import type { Comparison, Expression, Rule, RuleProblem } from '../rules/Rule';
import { YamlReader } from '../rules/YamlReader';
import type { Scorecard } from '../scorecards/Scorecard';

/** What a rule file is warned about. */
export type LintCheck =
  | 'techdocs-ref'
  | 'missing-text'
  | 'unused-level'
  | 'idle-weight'
  | 'duplicate-rule'
  | 'duplicate-condition';

/** Something in a rule file that runs and is likely not meant. */
export interface RuleWarning extends RuleProblem {
  check: LintCheck;
}

/** What is wrong with a rule file, and what is likely not meant. */
export interface LintResult {
  scorecard?: Scorecard;
  problems: RuleProblem[];
  warnings: RuleWarning[];
}

/**
 * Reads a rule file and looks for what runs and is likely not meant.
 *
 * @param options.knownFactRefs - facts that have a source; any fact is accepted if absent
 */
export function lintRuleFile(options: {
  text: string;
  file: string;
  knownFactRefs?: ReadonlySet<string>;
}): LintResult {
  const { scorecard, problems } = parseRuleFile(options);
  if (!scorecard) {
    return { problems, warnings: [] };
  }
  const warnings = [
    ...scorecard.rules.flatMap(rule => [
      ...warnOfMissingTexts(rule),
      ...warnOfTechDocsRef(rule),
      ...warnOfDuplicateConditions(rule),
    ]),
    ...warnOfDuplicateRules(scorecard.rules),
    ...warnOfIdleWeights(scorecard.rules),
    // Else the level of a rule that was left out would seem unused.
    ...(problems.length === 0 ? warnOfUnusedLevels(scorecard, options) : []),
  ];
  return {
    scorecard,
    problems,
    warnings: warnings.sort((a, b) => a.line - b.line),
  };
}

function warn(rule: Rule, check: LintCheck, message: string): RuleWarning {
  return { ...rule.position, ruleId: rule.id, check, message };
}

function warnOfMissingTexts(rule: Rule): RuleWarning[] {
  const missing = [
    // A rule without a name goes by its id.
    ...(rule.name === rule.id ? ['name'] : []),
    ...(rule.description === undefined ? ['description'] : []),
    ...(rule.remediation === undefined ? ['remediation'] : []),
  ];
  return missing.length === 0
    ? []
    : [
        warn(
          rule,
          'missing-text',
          `The rule has no ${missing
            .map(key => `'${key}'`)
            .join(', ')}; say what is asked, why, and what to do when it fails`,
        ),
      ];
}

const techDocsPath = /annotations\[(['"])backstage\.io\/techdocs-ref\1\]$/;

function warnOfTechDocsRef(rule: Rule): RuleWarning[] {
  return requiredComparisons(rule.expression)
    .filter(
      ({ path, operator, value }) =>
        operator === 'equal' &&
        techDocsPath.test(path) &&
        typeof value === 'string',
    )
    .map(({ value }) =>
      warn(
        rule,
        'techdocs-ref',
        `equal '${value}' rejects every other valid reference, such as dir:./ or url:https://…; use operator: matches with value: '^(dir|url):'`,
      ),
    );
}

/** Comparisons that count for the rule; below `not` they count against it. */
function requiredComparisons(expression: Expression): Comparison[] {
  if ('all' in expression) {
    return expression.all.flatMap(requiredComparisons);
  }
  if ('any' in expression) {
    return expression.any.flatMap(requiredComparisons);
  }
  return 'not' in expression ? [] : [expression];
}

function warnOfDuplicateConditions(rule: Rule): RuleWarning[] {
  return [
    ...(rule.when ? duplicateConditions(rule.when) : []),
    ...duplicateConditions(rule.expression),
  ].map(condition =>
    warn(
      rule,
      'duplicate-condition',
      `The condition ${describe(
        condition,
      )} stands twice in one list; remove one of the two`,
    ),
  );
}

function duplicateConditions(expression: Expression): Expression[] {
  if ('not' in expression) {
    return duplicateConditions(expression.not);
  }
  if (!('all' in expression) && !('any' in expression)) {
    return [];
  }
  const parts = 'all' in expression ? expression.all : expression.any;
  const seen = new Set<string>();
  return parts.flatMap(part => {
    const key = JSON.stringify(part);
    if (seen.has(key)) {
      return [part];
    }
    seen.add(key);
    return duplicateConditions(part);
  });
}

function describe(expression: Expression): string {
  return 'path' in expression
    ? `'${expression.path} ${expression.operator}'`
    : `'${Object.keys(expression)[0]}'`;
}

function warnOfDuplicateRules(rules: Rule[]): RuleWarning[] {
  const first = new Map<string, Rule>();
  return rules.flatMap(rule => {
    const key = JSON.stringify([rule.filter, rule.when, rule.expression]);
    const other = first.get(key);
    if (!other) {
      first.set(key, rule);
      return [];
    }
    return [
      warn(
        rule,
        'duplicate-rule',
        `The rule asks what '${other.id}' in line ${other.position.line} asks; remove one of the two`,
      ),
    ];
  });
}

/** Weights are shares, so one that all rules have is none. */
function warnOfIdleWeights(rules: Rule[]): RuleWarning[] {
  const [first] = rules;
  if (!first || first.weight === 1) {
    return [];
  }
  return rules.every(({ weight }) => weight === first.weight)
    ? [
        warn(
          first,
          'idle-weight',
          `Every rule has the weight ${first.weight}, so the score is the same without; remove 'weight'`,
        ),
      ]
    : [];
}

function warnOfUnusedLevels(
  scorecard: Scorecard,
  options: { text: string; file: string },
): RuleWarning[] {
  const used = new Set(scorecard.rules.map(({ level }) => level));
  const unused = scorecard.levels.filter(({ id }) => !used.has(id));
  if (unused.length === 0) {
    return [];
  }
  const reader = new YamlReader(options);
  const { levels } = reader.fields(reader.root);
  const nodes = reader.items(levels, "'levels'");
  return unused.map(level => {
    const node = nodes.find(item => {
      const id = isScalar(item) ? item : reader.fields(item).id;
      return isScalar(id) && id.value === level.id;
    });
    return {
      ...reader.positionOf(node ?? levels),
      check: 'unused-level',
      message: `No rule asks for the level '${level.id}', so it is reached with the one below; give a rule level: ${level.id} or remove the level`,
    };
  });
}
