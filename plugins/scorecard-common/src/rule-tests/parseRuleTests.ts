import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { DateTime } from 'luxon';
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Fact } from '../evaluation/Fact';
import type { RuleState } from '../evaluation/RuleResult';
import type { RuleProblem } from '../rules/Rule';
import { descriptorFactRef } from '../rules/readExpression';
import { YamlFault, YamlReader } from '../rules/YamlReader';
import type { RuleTest, RuleTestFile } from './RuleTest';

// A test cannot exempt an entity, so no rule can be exempt in it.
const states = ['pass', 'fail', 'not-applicable', 'unknown'] as const;

/**
 * Reads a file with golden cases.
 *
 * @remarks
 * A case with a fault is left out and named in `problems`; the others are read.
 */
export function parseRuleTests(options: {
  text: string;
  file: string;
}): RuleTestFile {
  const reader = new YamlReader(options);
  if (reader.syntaxProblems.length > 0) {
    return { tests: [], problems: reader.syntaxProblems };
  }
  const tests: RuleTest[] = [];
  const problems: RuleProblem[] = [];
  const attempt = (node: Node | undefined, read: () => void) => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof YamlFault)) {
        throw error;
      }
      problems.push({
        ...reader.positionOf(error.node ?? node),
        message: error.message,
      });
    }
  };

  attempt(reader.root, () => {
    const head = reader.entries(reader.root, {
      what: 'A file of golden cases',
      keys: ['now', 'cases'],
    });
    const now = readNow(reader, head.now);
    for (const node of reader.items(head.cases, "'cases'")) {
      attempt(node, () => tests.push(readTest(reader, node, now)));
    }
  });
  return { tests, problems };
}

function readTest(
  reader: YamlReader,
  node: Node,
  fileNow: number | undefined,
): RuleTest {
  const entries = reader.entries(node, {
    what: 'A case',
    keys: ['name', 'now', 'entity', 'facts', 'unknownFacts', 'expect'],
  });
  const expect = reader.entries(entries.expect, {
    what: "'expect'",
    keys: ['rules', 'level', 'score'],
  });
  const entity = readEntity(reader, entries.entity, node);
  return {
    name: reader.text(entries.name, "'name'") ?? entity.metadata.name,
    entity,
    facts: readFacts(reader, entries.facts, entries.unknownFacts),
    now: readNow(reader, entries.now) ?? fileNow,
    expected: {
      states: readStates(reader, expect.rules),
      level: reader.text(expect.level, "'level'"),
      score: readScore(expect.score),
    },
    position: reader.positionOf(node),
  };
}

/** An entity as in the catalog; what every entity of it has may be left out. */
function readEntity(
  reader: YamlReader,
  node: Node | undefined,
  testNode: Node,
): Entity {
  if (!isMap(node)) {
    throw new YamlFault(
      "The case has no 'entity'; write it as in the catalog, with kind and metadata.name",
      node ?? testNode,
    );
  }
  const descriptor = objectOf(reader, node);
  const { metadata, kind, apiVersion } = descriptor;
  const name = isObject(metadata) ? metadata.name : undefined;
  if (
    typeof kind !== 'string' ||
    !isObject(metadata) ||
    typeof name !== 'string'
  ) {
    throw new YamlFault(
      "The entity has no 'kind' or no 'metadata.name'; add them",
      node,
    );
  }
  return {
    ...descriptor,
    apiVersion:
      typeof apiVersion === 'string' ? apiVersion : 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace: 'default', ...metadata, name },
  };
}

function readFacts(
  reader: YamlReader,
  known: Node | undefined,
  unknown: Node | undefined,
): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  const add = (factRef: string, fact: Fact, node: Node | undefined) => {
    if (factRef === descriptorFactRef || facts.has(factRef)) {
      throw new YamlFault(
        `The fact '${factRef}' is there already; ${
          factRef === descriptorFactRef
            ? "it is the 'entity'"
            : 'remove one of the two'
        }`,
        node,
      );
    }
    facts.set(factRef, fact);
  };
  if (known !== undefined && !isMap(known)) {
    throw new YamlFault("'facts' must be a map of facts and values", known);
  }
  for (const [factRef, value] of Object.entries(reader.fields(known))) {
    add(
      factRef,
      {
        status: 'known',
        value: value && reader.json(value),
        collectedAt: new Date(0).toISOString(),
        source: 'test',
      },
      value ?? known,
    );
  }
  for (const item of unknown ? reader.items(unknown, "'unknownFacts'") : []) {
    add(
      reader.text(item, 'A fact') ?? '',
      {
        status: 'unknown',
        message: 'The source failed, as the case says',
        source: 'test',
      },
      item,
    );
  }
  return facts;
}

function readStates(
  reader: YamlReader,
  node: Node | undefined,
): ReadonlyMap<string, RuleState> {
  if (node !== undefined && !isMap(node)) {
    throw new YamlFault("'rules' must be a map of rules and states", node);
  }
  return new Map(
    Object.entries(reader.fields(node)).map(([ruleId, value]) => {
      const written = reader.text(value, `The state of '${ruleId}'`);
      const state = states.find(known => known === written);
      if (state === undefined) {
        throw new YamlFault(
          `The rule '${ruleId}' cannot be '${written}'; use one of ${states.join(
            ', ',
          )}`,
          value ?? node,
        );
      }
      return [ruleId, state];
    }),
  );
}

function readScore(node: Node | undefined): number | undefined {
  if (node === undefined) {
    return undefined;
  }
  const score = isScalar(node) ? node.value : undefined;
  if (typeof score !== 'number' || score < 0 || score > 1) {
    throw new YamlFault('The score must be a number from 0 to 1', node);
  }
  return score;
}

function readNow(
  reader: YamlReader,
  node: Node | undefined,
): number | undefined {
  const text = reader.text(node, "'now'");
  if (text === undefined) {
    return undefined;
  }
  const now = DateTime.fromISO(text, { zone: 'utc' });
  if (!now.isValid) {
    throw new YamlFault(
      `The time '${text}' is not one; write for example 2027-01-31T12:00:00Z`,
      node,
    );
  }
  return now.toMillis();
}

function objectOf(reader: YamlReader, node: Node): JsonObject {
  const value = reader.json(node);
  if (!isObject(value) || isSeq(node)) {
    throw new YamlFault('The entity must be a map', node);
  }
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
