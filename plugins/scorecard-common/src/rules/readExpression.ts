import { isMap, isSeq, type Node } from 'yaml';
import { compilePath, pathOfRelation } from './compilePath';
import { isOperator, operators } from './operators';
import type { Comparison, Expression } from './Rule';
import { YamlFault, type YamlReader } from './YamlReader';

/** Deeper than anyone reads, and shallow enough for every later walk to recurse. */
const maximumDepth = 20;

export const comparisonKeys = [
  'factRef',
  'path',
  'relation',
  'operator',
  'value',
  'valuePath',
  'as',
] as const;

const expressionKeys = [
  'all',
  'any',
  'not',
  'rules',
  ...comparisonKeys,
] as const;

/** The descriptor of the entity, under the name that the seed gives it. */
export const descriptorFactRef = 'catalog:default/entity-metadata-fact';

/**
 * Other names of facts.
 *
 * @remarks
 * `entity_descriptor` is Soundcheck's:
 * https://backstage.spotify.com/docs/plugins/soundcheck/core-concepts/fact-collectors/3p-integrations/catalog
 */
const factAliases: { [alias: string]: string } = {
  'catalog:default/entity_descriptor': descriptorFactRef,
};

/** Reads comparisons and their combinations; a list is all of its entries. */
export function readExpression(
  reader: YamlReader,
  node: Node | undefined,
  options: { knownFactRefs?: ReadonlySet<string> },
  depth = 0,
): Expression {
  if (depth > maximumDepth) {
    throw new YamlFault(
      `The conditions are nested more than ${maximumDepth} deep, or contain themselves; flatten them`,
      node,
    );
  }
  const nested = (child: Node | undefined) =>
    readExpression(reader, child, options, depth + 1);

  if (isSeq(node)) {
    const items = reader.items(node, 'A list of conditions');
    if (items.length === 0) {
      throw new YamlFault('A list of conditions is empty; add one', node);
    }
    return items.length === 1
      ? nested(items[0])
      : { all: items.map(item => nested(item)) };
  }
  if (!isMap(node)) {
    throw new YamlFault(
      'A condition must be a map with factRef, path, operator and value',
      node,
    );
  }

  const entries = reader.entries(node, {
    what: 'A condition',
    keys: expressionKeys,
  });
  const combinators = (['all', 'any', 'not', 'rules'] as const).filter(
    key => key in entries,
  );
  if (combinators.length === 0) {
    return readComparison(reader, node, options);
  }
  const [combinator] = combinators;
  if (Object.keys(entries).length > 1) {
    throw new YamlFault(
      `'${combinator}' must stand alone in its condition; move its neighbours into it`,
      node,
    );
  }
  const child = entries[combinator];
  if (combinator === 'not') {
    return { not: nested(child) };
  }
  const items = reader.items(child, `'${combinator}'`);
  if (items.length === 0) {
    throw new YamlFault(`'${combinator}' is empty; add a condition`, node);
  }
  const parts = items.map(item => nested(item));
  return combinator === 'any' ? { any: parts } : { all: parts };
}

function readComparison(
  reader: YamlReader,
  node: Node,
  options: { knownFactRefs?: ReadonlySet<string> },
): Comparison {
  const entries = reader.entries(node, {
    what: 'A condition',
    keys: comparisonKeys,
  });

  const factRef = readFactRef(reader, entries.factRef, options.knownFactRefs);
  const path = readPath(reader, node, entries);
  const operator = reader.text(entries.operator, "'operator'");
  if (operator === undefined || !isOperator(operator)) {
    throw new YamlFault(
      operator === undefined
        ? "The condition has no 'operator'; add one, for example equal"
        : `There is no operator '${operator}'; use one of ${Object.keys(
            operators,
          ).join(', ')}`,
      entries.operator ?? node,
    );
  }

  const valuePath = reader.text(entries.valuePath, "'valuePath'");
  const value =
    entries.value === undefined ? undefined : reader.json(entries.value);
  const { takesValue, prepare } = operators[operator];
  if (takesValue && (value === undefined) === (valuePath === undefined)) {
    throw new YamlFault(
      `'${operator}' needs either 'value' or 'valuePath'`,
      node,
    );
  }
  if (valuePath === undefined) {
    reader.at(entries.value ?? node, () => prepare(value));
  } else {
    reader.at(entries.valuePath, () => compilePath(valuePath));
  }

  const as = reader.text(entries.as, "'as'");
  if (as !== undefined && as !== 'number') {
    throw new YamlFault(`'as' cannot be '${as}'; use number`, entries.as);
  }
  return {
    factRef,
    path,
    operator,
    value,
    valuePath,
    as,
  };
}

function readFactRef(
  reader: YamlReader,
  node: Node | undefined,
  known: ReadonlySet<string> | undefined,
): string {
  const written = reader.text(node, "'factRef'") ?? descriptorFactRef;
  const factRef = factAliases[written] ?? written;
  if (known && factRef !== descriptorFactRef && !known.has(factRef)) {
    throw new YamlFault(
      `No source provides the fact '${written}'; use one of ${[
        descriptorFactRef,
        ...known,
      ].join(', ')}`,
      node,
    );
  }
  return factRef;
}

function readPath(
  reader: YamlReader,
  node: Node,
  entries: { path?: Node; relation?: Node },
): string {
  const relation = reader.text(entries.relation, "'relation'");
  const path = reader.text(entries.path, "'path'");
  if ((relation === undefined) === (path === undefined)) {
    throw new YamlFault(
      "The condition needs either 'path' or 'relation'; write for example path: $.spec.owner",
      node,
    );
  }
  if (path !== undefined) {
    reader.at(entries.path, () => compilePath(path));
    return path;
  }
  if (!/^[A-Za-z][\w.-]*$/.test(relation ?? '')) {
    throw new YamlFault(
      `'${relation}' is not a type of relation; write for example dependsOn`,
      entries.relation,
    );
  }
  return pathOfRelation(relation ?? '');
}
