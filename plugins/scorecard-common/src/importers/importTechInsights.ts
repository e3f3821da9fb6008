import type { JsonObject, JsonValue } from '@backstage/types';
import { Import } from './Import';
import { NotTranslatable } from './NotTranslatable';
import {
  sortNotes,
  toId,
  writeScorecard,
  type ImportedRule,
  type ImportFile,
  type RuleImport,
} from './RuleImport';
import type { SourceNode } from './SourceNode';
import { builtInFact } from './techInsightsFacts';

const checkKeys = [
  'id',
  'type',
  'name',
  'description',
  'factIds',
  'rule',
  'metadata',
  'failureMetadata',
  'links',
  'filter',
];

/** Numbers that the maturity plugin gives its ranks: 0 is below the lowest. */
const ranks = ['', 'bronze', 'silver', 'gold'];

const orderings = [
  'greaterThan',
  'greaterThanInclusive',
  'lessThan',
  'lessThanInclusive',
];

const operators = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  ...orderings,
];

/**
 * Turns checks of tech-insights for json-rules-engine into a scorecard.
 *
 * @remarks
 * The files hold an app-config with `techInsights.factChecker.checks`, the map of
 * checks alone, or a list of checks. Numbers compare as json-rules-engine compares
 * them: text is read as a number. Format:
 * https://github.com/backstage/community-plugins/tree/main/workspaces/tech-insights/plugins/tech-insights-backend-module-jsonfc
 */
export function importTechInsights(files: readonly ImportFile[]): RuleImport {
  const run = new Import();
  const rules = run
    .roots(files)
    .flatMap(listChecks)
    .flatMap(({ id, node }) => {
      const rule = run.attempt(id, node.position, () =>
        translateCheck(run, id, node),
      );
      return rule ? [rule] : [];
    });
  if (rules.length === 0) {
    return { scorecards: [], notes: sortNotes(run.notes, files) };
  }
  const hasLevels = rules.some(({ definition }) => 'level' in definition);
  const scorecard = writeScorecard({
    head: {
      id: 'tech-insights',
      title: 'Tech Insights',
      ...(hasLevels && { levels: ranks.slice(1) }),
    },
    rules,
    notes: run.notes,
  });
  return { scorecards: [scorecard], notes: sortNotes(run.notes, files) };
}

function listChecks(root: SourceNode): { id: string; node: SourceNode }[] {
  const checks =
    root.find('techInsights', 'factChecker', 'checks') ??
    root.find('factChecker', 'checks') ??
    root.get('checks') ??
    root;
  if (checks.isList) {
    return checks.items.map((node, index) => ({
      id: node.get('id')?.text ?? `check-${index + 1}`,
      node,
    }));
  }
  return checks.keys.flatMap(id => {
    const node = checks.get(id);
    return node ? [{ id, node }] : [];
  });
}

function translateCheck(
  run: Import,
  id: string,
  check: SourceNode,
): ImportedRule {
  const type = check.get('type')?.text;
  if (type !== undefined && type !== 'json-rules-engine') {
    throw new NotTranslatable(
      check.position,
      `The check is of the type '${type}', only json-rules-engine is read; write the rule by hand`,
    );
  }
  const conditions = check.find('rule', 'conditions');
  if (!conditions?.isMap) {
    throw new NotTranslatable(
      check.position,
      "The check has no 'rule' with 'conditions'; add them or write the rule by hand",
    );
  }
  for (const key of check.keys.filter(name => !checkKeys.includes(name))) {
    run.note(
      'changed',
      id,
      check.get(key)?.position ?? check.position,
      `The key '${key}' has no counterpart and is dropped; see docs/scorecards/rules.md for what a rule can say`,
    );
  }
  const definition: JsonObject & { id: string } = { id: toId(id) };
  const add = (key: string, value: JsonValue | undefined) => {
    if (value !== undefined) {
      definition[key] = value;
    }
  };
  add('name', check.get('name')?.text);
  add('description', check.get('description')?.text);
  add('filter', check.get('filter')?.json);
  add('level', levelOf(run, id, check));
  add('category', check.find('metadata', 'category')?.text);
  add('remediation', remediationOf(run, id, check));
  const factIds = (check.get('factIds')?.items ?? []).flatMap(
    item => item.text ?? [],
  );
  add('rules', [translateCondition(run, { id, factIds }, conditions)]);
  return { definition, position: check.position };
}

function translateCondition(
  run: Import,
  check: { id: string; factIds: string[] },
  node: SourceNode,
): JsonObject {
  for (const combinator of ['all', 'any'] as const) {
    const parts = node.get(combinator);
    if (parts) {
      return {
        [combinator]: parts.items.map(part =>
          translateCondition(run, check, part),
        ),
      };
    }
  }
  const negated = node.get('not');
  if (negated) {
    return { not: translateCondition(run, check, negated) };
  }
  return translateComparison(run, check, node);
}

function translateComparison(
  run: Import,
  check: { id: string; factIds: string[] },
  node: SourceNode,
): JsonObject {
  const fact = node.get('fact')?.text;
  if (fact === undefined) {
    const shared = node.get('condition')?.text;
    throw new NotTranslatable(
      node.position,
      shared === undefined
        ? "The condition has no 'fact'; add it"
        : `The condition '${shared}' is defined in code; write it out here`,
    );
  }
  const operator = node.get('operator')?.text ?? '';
  if (!operators.includes(operator)) {
    throw new NotTranslatable(
      node.get('operator')?.position ?? node.position,
      `The operator '${operator}' is not one of json-rules-engine's own; use one of docs/scorecards/rules.md in its place and write the rule by hand`,
    );
  }
  if (node.get('params')) {
    throw new NotTranslatable(
      node.get('params')?.position ?? node.position,
      "A fact with 'params' is computed in code; push its value with PUT /api/scorecard/v1/facts",
    );
  }
  const value = node.get('value')?.json ?? null;
  const path = node.get('path')?.text;
  if (path === undefined && typeof value === 'boolean') {
    const known = builtInFact(check.factIds, fact);
    if (known && (operator === 'equal' || operator === 'notEqual')) {
      return (operator === 'equal') === value ? known : { not: known };
    }
  }
  if (check.factIds.length !== 1) {
    throw new NotTranslatable(
      node.position,
      `The check has ${check.factIds.length} 'factIds', so it cannot be told which gives '${fact}'; name one`,
    );
  }
  return {
    factRef: `techinsights:default/${check.factIds[0]}`,
    path: pathOf(node, fact, path),
    operator,
    ...expectedOf(run, check.id, node, operator, value),
  };
}

/** Facts of a retriever are a flat map; a path goes on from the fact. */
function pathOf(
  node: SourceNode,
  fact: string,
  path: string | undefined,
): string {
  if (path !== undefined && !path.startsWith('$')) {
    throw new NotTranslatable(
      node.get('path')?.position ?? node.position,
      `The path '${path}' is no JSONPath; write '$.${path}'`,
    );
  }
  return `$${segmentOf(node, fact)}${path?.slice(1) ?? ''}`;
}

function segmentOf(node: SourceNode, fact: string): string {
  if (/['\\]/.test(fact)) {
    throw new NotTranslatable(
      node.position,
      `The name of the fact '${fact}' cannot stand in a path; rename it`,
    );
  }
  return /^[A-Za-z_]\w*$/.test(fact) ? `.${fact}` : `['${fact}']`;
}

function expectedOf(
  run: Import,
  id: string,
  node: SourceNode,
  operator: string,
  value: JsonValue,
): JsonObject {
  const other = node.find('value', 'fact')?.text;
  const isOrdering = orderings.includes(operator);
  if (other !== undefined) {
    return {
      valuePath: pathOf(node, other, node.find('value', 'path')?.text),
      ...(isOrdering && { as: 'number' }),
    };
  }
  if (isOrdering && typeof value !== 'number') {
    throw new NotTranslatable(
      node.get('value')?.position ?? node.position,
      `'${operator}' with ${JSON.stringify(
        value,
      )} compares only what looks like a number there; give a number`,
    );
  }
  if (
    (operator === 'equal' || operator === 'notEqual') &&
    typeof value === 'object' &&
    value !== null
  ) {
    run.note(
      'changed',
      id,
      node.get('value')?.position ?? node.position,
      'Lists and maps compare by content here; json-rules-engine never finds two of them equal. Check that this is what was meant',
    );
  }
  return { value, ...(isOrdering && { as: 'number' }) };
}

function levelOf(
  run: Import,
  id: string,
  check: SourceNode,
): string | undefined {
  const node = check.find('metadata', 'rank');
  if (!node) {
    return undefined;
  }
  const rank = node.json;
  const level = typeof rank === 'number' ? ranks[rank] : undefined;
  if (level === undefined) {
    run.note(
      'changed',
      id,
      node.position,
      `The rank ${JSON.stringify(
        rank,
      )} is none of the maturity plugin; give the rule a 'level'`,
    );
  }
  return level || undefined;
}

function remediationOf(
  run: Import,
  id: string,
  check: SourceNode,
): JsonValue | undefined {
  const text = check.find('metadata', 'solution')?.text;
  const links = check.get('links')?.items ?? [];
  const link =
    check.find('failureMetadata', 'link')?.text ?? links[0]?.get('url')?.text;
  if (links.length > 1) {
    run.note(
      'changed',
      id,
      links[1].position,
      "A rule has one link; put the others into the text of 'remediation'",
    );
  }
  if (link === undefined) {
    return text;
  }
  return text === undefined ? { link } : { text, link };
}
