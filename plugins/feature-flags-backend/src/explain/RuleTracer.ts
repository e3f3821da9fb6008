import type { EvaluationContext } from '@openfeature/core';
import type { FeatureFlag } from '@openfeature/flagd-core';
import type { ExplanationStep } from '@causeway/plugin-feature-flags-common';
import { readReference, resolveSegments } from '../evaluation/resolveSegments';

interface Engine {
  run(rule: unknown, data: object): unknown;
  truthy(value: unknown): unknown;
}

interface Place {
  node: unknown;
  pointer: string;
}

/** Operators whose second operand runs once per item, in a context of its own. */
const iterators = new Set(['map', 'filter', 'reduce', 'all', 'some', 'none']);

/**
 * Tells which parts of a rule were run, and what each made of its operands.
 *
 * @remarks
 * Every result comes from the engine that evaluates the flag, run on that part alone. Only the order
 * in which `if`, `and` and `or` look at their operands is known here.
 */
export class RuleTracer {
  readonly #engine: Engine;
  readonly #segments: ReadonlyMap<string, unknown>;
  readonly #data: object;
  readonly #resolved = new Map<unknown, unknown>();
  #notes: string[] = [];
  #bucket: number | undefined;

  constructor(options: {
    flag: FeatureFlag;
    segments: ReadonlyMap<string, unknown>;
    context: EvaluationContext;
    now: number;
  }) {
    const { flag, segments, context, now } = options;
    this.#engine = getEngine(flag);
    this.#segments = segments;
    const note = (...message: unknown[]) => {
      this.#notes.push(message.join(' '));
    };
    this.#data = {
      ...context,
      $flagd: { flagKey: flag.key, timestamp: now },
      // flagd's operators look for it here, and say on it why they give up.
      [Symbol.for('flagd.logger')]: {
        debug: note,
        info: note,
        warn: note,
        error: note,
      },
    };
  }

  /** Where the first `fractional` that was run put the context, from 0 to 99.99. */
  get bucket(): number | undefined {
    return this.#bucket;
  }

  trace(node: unknown, pointer: string = ''): ExplanationStep[] {
    if (Array.isArray(node)) {
      return node.flatMap((item, index) =>
        this.trace(item, `${pointer}/${index}`),
      );
    }
    if (typeof node !== 'object' || node === null) {
      return [];
    }
    const entries = Object.entries(node);
    if (entries.length !== 1) {
      return [];
    }
    const [[operator, operands]] = entries;
    const here = `${pointer}/${escape(operator)}`;
    const name = readReference(node);
    if (name !== undefined) {
      return [this.#traceReference(node, name, here)];
    }
    const { result, note } = this.#run(node);
    const visited = this.#listVisited(operator, operands, here);
    if (operator === 'fractional') {
      this.#bucket ??= this.#findBucket(operands);
    }
    return [
      {
        pointer: here,
        operator,
        operands: visited.map(place => this.#run(place.node).result),
        result,
        ...(note === undefined ? {} : { note }),
        children: visited.flatMap(place =>
          this.trace(place.node, place.pointer),
        ),
      },
    ];
  }

  #traceReference(
    node: object,
    name: string,
    pointer: string,
  ): ExplanationStep {
    return {
      pointer,
      operator: '$ref',
      operands: [name],
      result: this.#run(node).result,
      children: this.trace(
        this.#segments.get(name),
        `/$evaluators/${escape(name)}`,
      ),
    };
  }

  /** The operands that the engine looked at. */
  #listVisited(operator: string, operands: unknown, pointer: string): Place[] {
    if (!Array.isArray(operands)) {
      return [{ node: operands, pointer }];
    }
    const places = operands.map((node, index) => ({
      node,
      pointer: `${pointer}/${index}`,
    }));
    if (operator === 'if' || operator === '?:') {
      return this.#listBranch(places);
    }
    if (operator === 'and' || operator === 'or') {
      const end = places.findIndex(
        ({ node }) => this.#isTruthy(node) === (operator === 'or'),
      );
      return end < 0 ? places : places.slice(0, end + 1);
    }
    return iterators.has(operator) ? places.slice(0, 1) : places;
  }

  /** Conditions up to the first that holds, and what follows it. */
  #listBranch(places: Place[]): Place[] {
    const visited: Place[] = [];
    for (let index = 0; index < places.length; index += 2) {
      const condition = places[index];
      visited.push(condition);
      const hasBranch = index + 1 < places.length;
      if (hasBranch && this.#isTruthy(condition.node)) {
        visited.push(places[index + 1]);
        return visited;
      }
    }
    return visited;
  }

  #isTruthy(node: unknown): boolean {
    return Boolean(this.#engine.truthy(this.#run(node).result));
  }

  #run(node: unknown): { result: unknown; note?: string } {
    if (typeof node !== 'object' || node === null) {
      return { result: node };
    }
    this.#notes = [];
    try {
      const result = this.#engine.run(this.#resolve(node), this.#data);
      const isNode = !Array.isArray(node);
      const note = isNode ? this.#notes.at(-1) : undefined;
      return { result, ...(result === null && note ? { note } : {}) };
    } catch (error) {
      return {
        result: undefined,
        note: `The engine fails: ${describe(error)}`,
      };
    }
  }

  /** The engine keeps what it prepared for a part, so that the same part stays the same object. */
  #resolve(node: unknown): unknown {
    if (!this.#resolved.has(node)) {
      this.#resolved.set(node, resolveSegments(node, this.#segments).rule);
    }
    return this.#resolved.get(node);
  }

  /**
   * Asks flagd's own operator, instead of hashing a second time here: first with a hundred
   * buckets, then with the one that it named divided into a hundred.
   */
  #findBucket(operands: unknown): number | undefined {
    const [first] = Array.isArray(operands) ? operands : [];
    const seed = Array.isArray(first) ? undefined : this.#run(first).result;
    const ask = (weights: readonly number[]): number | undefined => {
      const buckets = weights.map((weight, index) => [index, weight]);
      const { result } = this.#run({
        fractional: typeof seed === 'string' ? [seed, ...buckets] : buckets,
      });
      return typeof result === 'number' ? result : undefined;
    };
    const percent = ask(Array(100).fill(1));
    if (percent === undefined) {
      return undefined;
    }
    const before = percent * 100;
    const parts = Array<number>(100).fill(1);
    const part = ask([before, ...parts, 10_000 - before - 100]);
    return part === undefined ? undefined : (before + part - 1) / 100;
  }
}

/** flagd-core has no way to run a part of a rule, but its version is fixed and a test guards this one. */
function getEngine(flag: FeatureFlag): Engine {
  const targeting: unknown = Reflect.get(flag, '_targeting');
  const engine: unknown =
    typeof targeting === 'object' && targeting !== null
      ? Reflect.get(targeting, '_engine')
      : undefined;
  if (!isEngine(engine)) {
    throw new Error(`The rule of flag '${flag.key}' cannot be traced`);
  }
  return engine;
}

function isEngine(value: unknown): value is Engine {
  return (
    typeof value === 'object' &&
    value !== null &&
    'run' in value &&
    'truthy' in value
  );
}

function describe(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('message' in error) {
      return String(error.message);
    }
    if ('type' in error) {
      return String(error.type);
    }
  }
  return String(error);
}

function escape(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
