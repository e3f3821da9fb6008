import { DateTime } from 'luxon';
import { isScalar, type Node } from 'yaml';
import type { Scorecard, ScorecardLevel } from '../scorecards/Scorecard';
import { comparisonKeys, readExpression } from './readExpression';
import type { Remediation, Rule, RuleProblem, Severity } from './Rule';
import { toFilterPredicate } from './toFilterPredicate';
import { YamlFault, YamlReader } from './YamlReader';

/** Characters in a rule file; a thousand rules fit. */
const maximumLength = 1_000_000;

const severities = ['low', 'medium', 'high', 'critical'] as const;

const fileKeys = [
  'id',
  'title',
  'description',
  'owner',
  'filter',
  'levels',
  'rules',
] as const;

const ruleKeys = [
  'id',
  'name',
  'description',
  'filter',
  'when',
  'rules',
  'all',
  'any',
  'not',
  ...comparisonKeys,
  'level',
  'weight',
  'category',
  'owner',
  'severity',
  'remediation',
  'enableOn',
] as const;

/** What was read of a rule file, and what was not. */
export interface RuleFile {
  /** Absent if nothing in the file could be read. */
  scorecard?: Scorecard;
  problems: RuleProblem[];
}

/**
 * Reads a scorecard from the text of a rule file.
 *
 * @remarks
 * A rule with a fault is left out and named in `problems`; the others are read.
 *
 * @param options.file - name of the file, for messages and for the id of a file that states none
 * @param options.knownFactRefs - facts that have a source; any fact is accepted if absent
 */
export function parseRuleFile(options: {
  text: string;
  file: string;
  knownFactRefs?: ReadonlySet<string>;
}): RuleFile {
  const { text, file, knownFactRefs } = options;
  if (text.length > maximumLength) {
    return {
      problems: [
        {
          file,
          line: 1,
          message: `The file has ${text.length} characters, ${maximumLength} are read at most; split it into several scorecards`,
        },
      ],
    };
  }
  const reader = new YamlReader({ text, file });
  if (reader.syntaxProblems.length > 0) {
    return { problems: reader.syntaxProblems };
  }

  const problems: RuleProblem[] = [];
  const report = (error: unknown, fallback?: Node, ruleId?: string) => {
    if (!(error instanceof YamlFault)) {
      throw error;
    }
    problems.push({
      ...reader.positionOf(error.node ?? fallback),
      ...(ruleId !== undefined && { ruleId }),
      message: error.message,
    });
  };

  try {
    const head = reader.entries(reader.root, {
      what: 'A rule file',
      keys: fileKeys,
    });
    const levels = readLevels(reader, head.levels);
    const scorecard: Scorecard = {
      id: readId(reader, head.id) ?? idOfFile(file),
      title: reader.text(head.title, "'title'") ?? titleOfFile(file),
      description: reader.text(head.description, "'description'"),
      owner: reader.text(head.owner, "'owner'"),
      filter: readFilter(reader, head.filter),
      levels,
      rules: [],
    };

    const firstLines = new Map<string, number>();
    for (const node of reader.items(head.rules, "'rules'")) {
      let id: string | undefined;
      try {
        const entries = reader.entries(node, {
          what: 'A rule',
          keys: ruleKeys,
        });
        id = readId(reader, entries.id);
        const rule = readRule(reader, node, { levels, knownFactRefs });
        const firstLine = firstLines.get(rule.id);
        if (firstLine !== undefined) {
          throw new YamlFault(
            `The id '${rule.id}' is taken by the rule in line ${firstLine}; give this one another`,
            entries.id,
          );
        }
        firstLines.set(rule.id, rule.position.line);
        scorecard.rules.push(rule);
      } catch (error) {
        report(error, node, id);
      }
    }
    return { scorecard, problems };
  } catch (error) {
    report(error, reader.root);
    return { problems };
  }
}

function readRule(
  reader: YamlReader,
  node: Node,
  options: { levels: ScorecardLevel[]; knownFactRefs?: ReadonlySet<string> },
): Rule {
  const entries = reader.entries(node, { what: 'A rule', keys: ruleKeys });
  const id = readId(reader, entries.id);
  if (id === undefined) {
    throw new YamlFault(
      "The rule has no 'id'; add one, for example has-owner",
      node,
    );
  }

  const level = reader.text(entries.level, "'level'");
  if (
    level !== undefined &&
    !options.levels.some(known => known.id === level)
  ) {
    throw new YamlFault(
      `The scorecard has no level '${level}'; add it to 'levels' or use one of ${
        options.levels.map(known => known.id).join(', ') || 'them'
      }`,
      entries.level,
    );
  }
  return {
    id,
    name: reader.text(entries.name, "'name'") ?? id,
    description: reader.text(entries.description, "'description'"),
    filter: readFilter(reader, entries.filter),
    ...(entries.when && {
      when: readExpression(reader, entries.when, options),
    }),
    expression: readRuleExpression(reader, node, entries, options),
    level,
    weight: readWeight(entries.weight),
    category: reader.text(entries.category, "'category'"),
    owner: reader.text(entries.owner, "'owner'"),
    severity: readSeverity(reader, entries.severity),
    remediation: readRemediation(reader, entries.remediation),
    enableOn: readDate(reader, entries.enableOn),
    position: reader.positionOf(node),
  };
}

/** The conditions stand in `rules`, in one combinator, or as one condition among the keys of the rule. */
function readRuleExpression(
  reader: YamlReader,
  node: Node,
  entries: Partial<Record<(typeof ruleKeys)[number], Node>>,
  options: { knownFactRefs?: ReadonlySet<string> },
) {
  const combinators = (['rules', 'all', 'any', 'not'] as const).filter(
    key => key in entries,
  );
  const inline = comparisonKeys.filter(key => key in entries);
  if (combinators.length + Math.min(inline.length, 1) !== 1) {
    throw new YamlFault(
      "The rule needs its conditions in exactly one place: 'rules', 'all', 'any', 'not', or factRef, path, operator and value",
      node,
    );
  }
  const [combinator] = combinators;
  if (combinator === 'rules') {
    return readExpression(reader, entries.rules, options);
  }
  return readExpression(
    reader,
    reader.pick(node, combinator ? [combinator] : comparisonKeys),
    options,
  );
}

function readLevels(
  reader: YamlReader,
  node: Node | undefined,
): ScorecardLevel[] {
  if (node === undefined) {
    return [];
  }
  const levels = reader.items(node, "'levels'").map(item => {
    if (isScalar(item)) {
      const id = readId(reader, item) ?? '';
      return { id, title: toTitle(id) };
    }
    const entries = reader.entries(item, {
      what: 'A level',
      keys: ['id', 'title'],
    });
    const id = readId(reader, entries.id);
    if (id === undefined) {
      throw new YamlFault("The level has no 'id'; add one", item);
    }
    return { id, title: reader.text(entries.title, "'title'") ?? toTitle(id) };
  });
  const repeated = levels.find(
    (level, index) => levels.findIndex(({ id }) => id === level.id) !== index,
  );
  if (repeated) {
    throw new YamlFault(
      `The level '${repeated.id}' stands twice; remove one of them`,
      node,
    );
  }
  return levels;
}

function readId(
  reader: YamlReader,
  node: Node | undefined,
): string | undefined {
  const id = reader.text(node, "'id'");
  if (id !== undefined && !/^[A-Za-z0-9][\w.-]{0,62}$/.test(id)) {
    throw new YamlFault(
      `The id '${id}' cannot stand in an address; use up to 63 letters, digits, dashes, dots and underscores`,
      node,
    );
  }
  return id;
}

function readFilter(reader: YamlReader, node: Node | undefined) {
  return node === undefined
    ? undefined
    : reader.at(node, () => toFilterPredicate(reader.json(node)));
}

function readWeight(node: Node | undefined): number {
  if (node === undefined) {
    return 1;
  }
  const weight = isScalar(node) ? node.value : undefined;
  if (typeof weight !== 'number' || !(weight > 0 && weight <= 1000)) {
    throw new YamlFault(
      `The weight '${
        isScalar(node) ? node.value : '…'
      }' must be a number above 0 and up to 1000`,
      node,
    );
  }
  return weight;
}

function readSeverity(
  reader: YamlReader,
  node: Node | undefined,
): Severity | undefined {
  const written = reader.text(node, "'severity'");
  const severity = severities.find(known => known === written);
  if (written !== undefined && severity === undefined) {
    throw new YamlFault(
      `There is no severity '${written}'; use one of ${severities.join(', ')}`,
      node,
    );
  }
  return severity;
}

function readRemediation(
  reader: YamlReader,
  node: Node | undefined,
): Remediation | undefined {
  if (node === undefined) {
    return undefined;
  }
  if (isScalar(node)) {
    return { text: reader.text(node, "'remediation'") };
  }
  const entries = reader.entries(node, {
    what: 'A remediation',
    keys: ['text', 'link', 'template'],
  });
  const link = reader.text(entries.link, "'link'");
  if (link !== undefined && !/^(https?:\/\/|\/(?!\/))/.test(link)) {
    throw new YamlFault(
      `The link '${link}' must begin with https:// or with a slash`,
      entries.link,
    );
  }
  return {
    text: reader.text(entries.text, "'text'"),
    link,
    template: reader.text(entries.template, "'template'"),
  };
}

function readDate(
  reader: YamlReader,
  node: Node | undefined,
): string | undefined {
  const date = reader.text(node, "'enableOn'");
  if (date !== undefined && !DateTime.fromISO(date).isValid) {
    throw new YamlFault(
      `The date '${date}' is not one; write for example 2027-01-31`,
      node,
    );
  }
  return date;
}

function nameOfFile(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
}

function idOfFile(file: string): string {
  return nameOfFile(file).replace(/[^\w.-]+/g, '-') || 'scorecard';
}

function titleOfFile(file: string): string {
  return toTitle(nameOfFile(file));
}

function toTitle(id: string): string {
  const words = id.replace(/[-_.]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
