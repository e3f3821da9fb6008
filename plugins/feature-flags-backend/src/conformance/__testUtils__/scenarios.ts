import {
  AstBuilder,
  GherkinClassicTokenMatcher,
  Parser,
  compile,
} from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';
import type { Pickle, PickleStep } from '@cucumber/messages';
import type {
  Client,
  EvaluationDetails,
  JsonValue,
} from '@openfeature/server-sdk';
import { readConformanceFile } from './conformanceData';

/** The cases of a feature file, with the rows of its tables filled in. */
export function readScenarios(path: string): Pickle[] {
  const newId = IdGenerator.incrementing();
  const parser = new Parser(
    new AstBuilder(newId),
    new GherkinClassicTokenMatcher(),
  );
  return [...compile(parser.parse(readConformanceFile(path)), path, newId)];
}

export function hasTag({ tags }: Pickle, name: string): boolean {
  return tags.some(tag => tag.name === name);
}

interface World {
  flag?: { type: string; key: string; fallback: JsonValue };
  context: { [name: string]: JsonValue };
  details?: EvaluationDetails<JsonValue>;
}

type Step = [
  RegExp,
  (
    world: World,
    values: string[],
    client: Client,
    step: PickleStep,
  ) => void | Promise<void>,
];

const steps: Step[] = [
  [/^an? (?:evaluator|(?:stable|metadata) flagd provider)$/, () => {}],
  [/^an option "cache" of type "CacheType" with value "disabled"$/, () => {}],
  [
    /^a (\w+)-flag with key "(.*)" and a (?:fallback|default) value "(.*)"$/,
    (world, [type, key, text]) => {
      world.flag = { type, key, fallback: toValue(type, text) };
    },
  ],
  [
    /^a context containing a targeting key with value "(.*)"$/,
    (world, [value]) => {
      world.context.targetingKey = value;
    },
  ],
  [
    /^a context containing a nested property with outer key "(.*)" and inner key "(.*)", with value "(.*)"$/,
    (world, [outer, inner, value]) => {
      world.context[outer] = { [inner]: value };
    },
  ],
  [
    /^a context containing a key "(.*)", with type "(.*)" and with value "(.*)"$/,
    (world, [name, type, text]) => {
      world.context[name] = toValue(type, text);
    },
  ],
  [
    /^the flag was evaluated with details$/,
    async (world, _values, client) => {
      world.details = await evaluate(world, client);
    },
  ],
  [
    /^the resolved details value should be "(.*)"$/,
    (world, [text]) =>
      expect(world.details?.value).toEqual(
        toValue(world.flag?.type ?? '', text),
      ),
  ],
  [
    /^the reason should be "(.*)"$/,
    (world, [reason]) => expect(world.details?.reason).toEqual(reason),
  ],
  [
    /^the error-code should be "(.*)"$/,
    (world, [code]) => expect(world.details?.errorCode ?? '').toEqual(code),
  ],
  [
    /^the resolved metadata is empty$/,
    world => expect(world.details?.flagMetadata).toEqual({}),
  ],
  [
    /^the resolved metadata should contain$/,
    (world, _values, _client, { argument }) => {
      const [, ...rows] = argument?.dataTable?.rows ?? [];
      const expected = rows.map(({ cells: [name, type, value] }) => [
        name.value,
        toValue(type.value, value.value),
      ]);
      expectMetadata(world, Object.fromEntries(expected));
    },
  ],
];

/** @throws if a step fails or is unknown */
export async function runScenario(
  scenario: Pickle,
  client: Client,
): Promise<void> {
  const world: World = { context: {} };
  for (const step of scenario.steps) {
    const matches = steps.filter(([pattern]) => pattern.test(step.text));
    if (matches.length !== 1) {
      throw new Error(`${matches.length} meanings of the step '${step.text}'`);
    }
    const [[pattern, run]] = matches;
    const [, ...values] = pattern.exec(step.text) ?? [];
    await run(world, values, client, step);
  }
}

async function evaluate(
  { flag, context }: World,
  client: Client,
): Promise<EvaluationDetails<JsonValue>> {
  const { type, key, fallback } = flag ?? {};
  if (key === undefined) {
    throw new Error('The scenario names no flag');
  }
  if (type === 'Boolean' && typeof fallback === 'boolean') {
    return await client.getBooleanDetails(key, fallback, context);
  }
  if (type === 'String' && typeof fallback === 'string') {
    return await client.getStringDetails(key, fallback, context);
  }
  if (typeof fallback === 'number') {
    return await client.getNumberDetails(key, fallback, context);
  }
  if (type === 'Object' && fallback !== undefined) {
    return await client.getObjectDetails(key, fallback, context);
  }
  throw new Error(`Flags of type '${type}' are not known`);
}

function toValue(type: string, text: string): JsonValue {
  switch (type) {
    case 'Boolean':
      return text === 'true';
    case 'Integer':
    case 'Long':
      return Number.parseInt(text, 10);
    case 'Float':
    case 'Double':
      return Number.parseFloat(text);
    case 'Object':
      return JSON.parse(text.replaceAll('\\"', '"'));
    case 'String':
      return text;
    default:
      throw new Error(`Values of type '${type}' are not known`);
  }
}

function expectMetadata(
  { details }: World,
  expected: { [name: string]: JsonValue },
): void {
  if (Object.keys(expected).length === 0) {
    throw new Error('The step has no table');
  }
  expect(details?.flagMetadata).toMatchObject(expected);
}
