export interface ResolvedRule {
  rule: unknown;
  /** Names that the rule refers to, of segments that exist and that do not. */
  segments: ReadonlySet<string>;
}

/**
 * Puts the rules of segments where `$ref` names them.
 *
 * @remarks
 * flagd-core replaces text, which misses references that a segment makes to a later one.
 * A reference to nothing, or to a segment that contains itself, stays as it is: the
 * engine then answers PARSE_ERROR for this flag, as flagd does.
 */
export function resolveSegments(
  rule: unknown,
  segments: ReadonlyMap<string, unknown>,
): ResolvedRule {
  const names = new Set<string>();

  const resolve = (node: unknown, open: readonly string[]): unknown => {
    if (Array.isArray(node)) {
      return node.map(item => resolve(item, open));
    }
    if (typeof node !== 'object' || node === null) {
      return node;
    }
    const name = readReference(node);
    if (name === undefined) {
      return Object.fromEntries(
        Object.entries(node).map(([key, value]) => [key, resolve(value, open)]),
      );
    }
    names.add(name);
    return open.includes(name) || !segments.has(name)
      ? node
      : resolve(segments.get(name), [...open, name]);
  };

  return { rule: resolve(rule, []), segments: names };
}

/** The segment that `{"$ref": name}` names; undefined for any other node. */
export function readReference(node: object): string | undefined {
  const entries = Object.entries(node);
  if (entries.length !== 1) {
    return undefined;
  }
  const [[key, value]] = entries;
  return key === '$ref' && typeof value === 'string' ? value : undefined;
}
