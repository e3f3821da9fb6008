import { JsonObject, JsonValue } from '@backstage/types';

/** A configuration schema, of which the bundle holds what concerns secrets. */
export interface SecretSchema {
  schemas: Array<{ value: JsonObject }>;
}

/**
 * The texts in a configuration that a schema calls secret.
 *
 * @remarks
 * Compiling the schema to a validator would take longer than most of what else happens in a
 * start. Without one, a text counts as secret when any of the alternatives that may apply
 * says so: rather one too many is redacted.
 */
export function findSecrets(
  { schemas }: SecretSchema,
  config: JsonValue | undefined,
): Set<string> {
  const secrets = new Set<string>();
  for (const { value } of schemas) {
    collect({ node: value, root: value, data: config, secrets });
  }
  return secrets;
}

interface Visit {
  node: JsonValue | undefined;
  root: JsonObject;
  data: JsonValue | undefined;
  secrets: Set<string>;
}

function collect({ node, root, data, secrets }: Visit): void {
  if (!isObject(node) || data === undefined || contradicts(node, data)) {
    return;
  }
  const visit = (part: JsonValue | undefined, value: JsonValue | undefined) =>
    collect({ node: part, root, data: value, secrets });
  if (node.visibility === 'secret' || node.deepVisibility === 'secret') {
    collectTexts(data, secrets);
  }
  if (typeof node.$ref === 'string') {
    visit(resolve(node.$ref, root), data);
  }
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    listOf(node[key]).forEach(part => visit(part, data));
  }
  for (const key of ['then', 'else']) {
    visit(node[key], data);
  }
  if (Array.isArray(data)) {
    const { items } = node;
    data.forEach((value, index) =>
      visit(Array.isArray(items) ? items[index] : items, value),
    );
  } else if (isObject(data)) {
    const { properties, patternProperties, additionalProperties } = node;
    for (const [key, value] of Object.entries(data)) {
      const known = isObject(properties) ? properties[key] : undefined;
      visit(known ?? additionalProperties, value);
      for (const [pattern, part] of entriesOf(patternProperties)) {
        if (new RegExp(pattern).test(key)) {
          visit(part, value);
        }
      }
    }
  }
}

// Of a text and an object as alternatives only one applies.
function contradicts({ type }: JsonObject, data: JsonValue): boolean {
  const isScalar = typeof data !== 'object';
  return (
    (type === 'object' && (isScalar || Array.isArray(data))) ||
    (type === 'array' && !Array.isArray(data)) ||
    (type === 'string' && !isScalar)
  );
}

function collectTexts(data: JsonValue | undefined, secrets: Set<string>): void {
  if (typeof data === 'string') {
    secrets.add(data);
  } else if (typeof data === 'object' && data !== null) {
    Object.values(data).forEach(value => collectTexts(value, secrets));
  }
}

function resolve(ref: string, root: JsonObject): JsonValue | undefined {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .map(part =>
      decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'),
    )
    .reduce<JsonValue | undefined>(
      (node, part) => (isObject(node) ? node[part] : undefined),
      root,
    );
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function entriesOf(value: JsonValue | undefined) {
  return isObject(value) ? Object.entries(value) : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
