import type { JsonValue } from '@backstage/types';
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { SourcePosition } from '../rules/Rule';
import { YamlReader } from '../rules/YamlReader';

/** A value in a file of another product, of which nothing is known but the line that it stands in. */
export class SourceNode {
  readonly #reader: YamlReader;
  readonly #node: Node | undefined;

  private constructor(reader: YamlReader, node: Node | undefined) {
    this.#reader = reader;
    this.#node = node;
  }

  static of(reader: YamlReader): SourceNode {
    return new SourceNode(reader, reader.root);
  }

  get position(): SourcePosition {
    return this.#reader.positionOf(this.#node);
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  get keys(): string[] {
    return Object.keys(this.#reader.fields(this.#node));
  }

  /** The value under a key; undefined if the key is not there. */
  get(key: string): SourceNode | undefined {
    const fields = this.#reader.fields(this.#node);
    return Object.hasOwn(fields, key)
      ? new SourceNode(this.#reader, fields[key])
      : undefined;
  }

  /** The value that several keys lead to, one after the other. */
  find(...keys: string[]): SourceNode | undefined {
    return keys.reduce<SourceNode | undefined>(
      (node, key) => node?.get(key),
      this,
    );
  }

  /** The entries of a list, or the value itself where one stands for a list of one. */
  get items(): SourceNode[] {
    return isSeq(this.#node)
      ? this.#reader
          .items(this.#node, 'A list')
          .map(item => new SourceNode(this.#reader, item))
      : [this];
  }

  /** The text of a scalar; undefined if it is none or empty. */
  get text(): string | undefined {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    return typeof value === 'string' && value.trim() !== ''
      ? value.trim()
      : undefined;
  }

  get json(): JsonValue {
    return this.#node ? this.#reader.json(this.#node) : null;
  }
}
