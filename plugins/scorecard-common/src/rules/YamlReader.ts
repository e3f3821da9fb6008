import type { JsonValue } from '@backstage/types';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { InvalidRuleError } from './InvalidRuleError';
import type { RuleProblem, SourcePosition } from './Rule';

/** A fault at a place in a YAML file. */
export class YamlFault extends Error {
  readonly node: Node | undefined;

  constructor(message: string, node: Node | undefined) {
    super(message);
    this.node = node;
  }
}

/** Reads the nodes of a YAML file and knows the line of each. */
export class YamlReader {
  readonly #file: string;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(options: { text: string; file: string }) {
    this.#file = options.file;
    this.#lines = new LineCounter();
    this.#document = parseDocument(options.text, {
      lineCounter: this.#lines,
      // Reported by entries(), so that one rule fails and not the file.
      uniqueKeys: false,
    });
  }

  /** Faults of the YAML itself, after which nothing in it can be trusted. */
  get syntaxProblems(): RuleProblem[] {
    return this.#document.errors.map(({ message, linePos }) => ({
      file: this.#file,
      line: linePos?.[0].line ?? 1,
      message: `The file is not YAML: ${message
        .split('\n')[0]
        .replace(/ at line \d+, column \d+:?$/, '')}`,
    }));
  }

  get root(): Node | undefined {
    return this.#document.contents ?? undefined;
  }

  positionOf(node: Node | undefined): SourcePosition {
    const offset = node?.range?.[0] ?? 0;
    return {
      file: this.#file,
      line: Math.max(1, this.#lines.linePos(offset).line),
    };
  }

  /** Follows an alias to what it stands for. */
  resolve(node: unknown): Node | undefined {
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (!target) {
        throw new YamlFault(`The alias '*${node.source}' is not defined`, node);
      }
      return target;
    }
    return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
  }

  /**
   * The entries of a map, of which every key is known and stands once.
   *
   * @throws YamlFault otherwise
   */
  entries<K extends string>(
    node: Node | undefined,
    options: { what: string; keys: readonly K[] },
  ): Partial<Record<K, Node>> {
    const map = this.#mapOf(node, options.what);
    const entries: Partial<Record<K, Node>> = {};
    for (const { key, value } of map.items) {
      const keyNode = this.resolve(key);
      const name = isScalar(keyNode) ? String(keyNode.value) : '';
      const known = options.keys.find(candidate => candidate === name);
      if (known === undefined) {
        throw new YamlFault(
          `${options.what} has no key '${name}'; use one of ${options.keys.join(
            ', ',
          )}`,
          keyNode ?? map,
        );
      }
      if (known in entries) {
        throw new YamlFault(
          `The key '${name}' stands twice; remove one of the two`,
          keyNode,
        );
      }
      entries[known] = this.resolve(value);
    }
    return entries;
  }

  /** The entries of a map, whatever its keys are; the last of those that stand twice. None if it is no map. */
  fields(node: Node | undefined): { [key: string]: Node | undefined } {
    const fields = new Map<string, Node | undefined>();
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (isScalar(key)) {
          fields.set(String(key.value), this.resolve(value));
        }
      }
    }
    return Object.fromEntries(fields);
  }

  /** The map with only some of its keys. */
  pick(node: Node, keys: readonly string[]): Node {
    const map = this.#mapOf(node, 'A rule');
    const picked = map.clone();
    if (!isMap(picked)) {
      return node;
    }
    picked.items = map.items.filter(
      ({ key }) => isScalar(key) && keys.includes(String(key.value)),
    );
    return picked;
  }

  items(node: Node | undefined, what: string): Node[] {
    if (!isSeq(node)) {
      throw new YamlFault(
        `${what} must be a list; begin each entry with a dash`,
        node,
      );
    }
    return node.items.map(item => {
      const resolved = this.resolve(item);
      if (!resolved) {
        throw new YamlFault(`${what} has an empty entry; remove it`, node);
      }
      return resolved;
    });
  }

  /** The text of a scalar; undefined if the node is absent. */
  text(node: Node | undefined, what: string): string | undefined {
    if (node === undefined) {
      return undefined;
    }
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value !== 'string' || value.trim() === '') {
      throw new YamlFault(
        `${what} must be a text; put it in quotes if it looks like something else`,
        node,
      );
    }
    return value;
  }

  /** The value of a node as JSON. */
  json(node: Node): JsonValue {
    try {
      return node.toJS(this.#document, { maxAliasCount: 100 });
    } catch (error) {
      throw new YamlFault(
        `The value cannot be read: ${
          error instanceof Error ? error.message : error
        }`,
        node,
      );
    }
  }

  /** Runs what may refuse a value and adds the place to its refusal. */
  at<T>(node: Node | undefined, check: () => T): T {
    try {
      return check();
    } catch (error) {
      if (error instanceof InvalidRuleError) {
        throw new YamlFault(error.message, node);
      }
      throw error;
    }
  }

  #mapOf(node: Node | undefined, what: string): YAMLMap {
    if (!isMap(node)) {
      throw new YamlFault(`${what} must be a map of keys and values`, node);
    }
    return node;
  }
}
