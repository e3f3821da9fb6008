import type { JsonValue } from '@backstage/types';
import {
  FunctionExpressionType,
  JSONPathEnvironment,
  JSONPathError,
  type FilterFunction,
} from 'json-p3';
import { RE2JS } from 're2js';
import { InvalidRuleError } from './InvalidRuleError';

/** Reads a value out of a fact; undefined where the path leads nowhere. */
export type PathReader = (fact: unknown) => unknown;

const environment = new JSONPathEnvironment();
environment.functionRegister.set('match', expressionFunction('matches'));
environment.functionRegister.set('search', expressionFunction('find'));

/** `$` followed by names and indexes, which lead to at most one value. */
const singularSegment =
  /\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)|\['((?:[^'\\])*)'\]|\["((?:[^"\\])*)"\]|\[(0|[1-9]\d*)\]/y;

/** What `pathOfRelation` writes. */
const relationPath = /^\$\.relations\[\?@\.type == '([\w.-]+)'\]\.targetRef$/;

/**
 * Compiles a JSONPath of RFC 9535.
 *
 * @remarks
 * A path of names and indexes alone leads to one value. Any other, with a
 * wildcard, a slice, a filter or a descent, leads to the list of all values that it
 * matches. Names may hold dashes without brackets, as in Soundcheck.
 *
 * @throws InvalidRuleError if the path is not JSONPath
 */
export function compilePath(path: string): PathReader {
  if (!path.startsWith('$')) {
    throw new InvalidRuleError(
      `The path '${path}' does not start at the fact; write '$.${path}'`,
    );
  }
  const segments = toSingularSegments(path);
  if (segments) {
    return readerOf(segments);
  }
  const relation = relationPath.exec(path);
  if (relation) {
    return relationReaderOf(relation[1]);
  }
  try {
    const query = environment.compile(path);
    if (query.singularQuery()) {
      return fact => (isJsonValue(fact) ? query.match(fact)?.value : undefined);
    }
    return fact => (isJsonValue(fact) ? query.query(fact).values() : undefined);
  } catch (error) {
    if (error instanceof JSONPathError) {
      throw new InvalidRuleError(
        `The path '${path}' is not JSONPath of RFC 9535: ${error.message}`,
      );
    }
    throw error;
  }
}

/** The path to the refs of the entities that a relation leads to. */
export function pathOfRelation(type: string): string {
  return `$.relations[?@.type == '${type}'].targetRef`;
}

/** Relations are asked for often, and are a list in every entity. */
function relationReaderOf(type: string): PathReader {
  const readRelations = readerOf(['relations']);
  return fact => {
    const relations = readRelations(fact);
    const refs: unknown[] = [];
    for (const relation of Array.isArray(relations) ? relations : []) {
      if (
        isMap(relation) &&
        relation.type === type &&
        Object.hasOwn(relation, 'targetRef')
      ) {
        refs.push(relation.targetRef);
      }
    }
    return isJsonValue(fact) ? refs : undefined;
  };
}

function isMap(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells the compiler that a fact is JSON, which it is by where it comes from; only the outermost value is looked at. */
export function isJsonValue(value: unknown): value is JsonValue {
  return ['object', 'string', 'number', 'boolean'].includes(typeof value);
}

function toSingularSegments(path: string): string[] | undefined {
  const segments: string[] = [];
  let position = 1;
  while (position < path.length) {
    singularSegment.lastIndex = position;
    const match = singularSegment.exec(path);
    if (!match) {
      return undefined;
    }
    segments.push(match[1] ?? match[2] ?? match[3] ?? match[4]);
    position = singularSegment.lastIndex;
  }
  return segments;
}

function readerOf(segments: string[]): PathReader {
  return fact => {
    let value = fact;
    for (const segment of segments) {
      if (
        typeof value !== 'object' ||
        value === null ||
        !Object.hasOwn(value, segment)
      ) {
        return undefined;
      }
      value = Reflect.get(value, segment);
    }
    return value;
  };
}

/** `match()` and `search()` of JSONPath on RE2, because the library's run on the engine that can be made to hang. */
function expressionFunction(method: 'matches' | 'find'): FilterFunction {
  return {
    argTypes: [
      FunctionExpressionType.ValueType,
      FunctionExpressionType.ValueType,
    ],
    returnType: FunctionExpressionType.LogicalType,
    call(text: unknown, pattern: unknown) {
      if (typeof text !== 'string' || typeof pattern !== 'string') {
        return false;
      }
      try {
        return RE2JS.compile(pattern).matcher(text)[method]();
      } catch {
        // RFC 9535, 2.4.6: what is not an expression matches nothing.
        return false;
      }
    },
  };
}
