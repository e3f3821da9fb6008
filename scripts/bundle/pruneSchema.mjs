// Below these a part decides whether another one applies, so that all of it has to stay.
const choices = ['anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

/**
 * What is left of a serialized configuration schema for a reader who only asks which values
 * have the given visibility.
 *
 * @remarks
 * Compiling the whole schema takes the backend more than a second at each start. A property is
 * left out only where nothing below it has the visibility.
 *
 * @param {{ schemas: Array<{ value: object }>, backstageConfigSchemaVersion: number }} serialized
 * @param {'secret' | 'frontend'} visibility
 */
export function pruneSchema(serialized, visibility) {
  const schemas = serialized.schemas
    .map(schema => ({
      ...schema,
      value: prune(schema.value, schema.value, visibility),
    }))
    .filter(({ value }) => value !== undefined);
  return { ...serialized, schemas };
}

function prune(node, root, visibility) {
  if (!concerns(node, root, visibility)) {
    return undefined;
  }
  if (!node.properties || choices.some(key => key in node)) {
    return node;
  }
  const kept = Object.entries(node.properties)
    .map(([key, value]) => [key, prune(value, root, visibility)])
    .filter(([, value]) => value !== undefined);
  const { required, ...rest } = node;
  return {
    ...rest,
    ...(required && {
      required: required.filter(key => kept.some(([name]) => name === key)),
    }),
    properties: Object.fromEntries(kept),
  };
}

function concerns(node, root, visibility, seen = new Set()) {
  if (typeof node !== 'object' || node === null || seen.has(node)) {
    return false;
  }
  seen.add(node);
  if (node.visibility === visibility || node.deepVisibility === visibility) {
    return true;
  }
  if (typeof node.$ref === 'string') {
    const target = resolve(node.$ref, root);
    if (target === undefined || concerns(target, root, visibility, seen)) {
      return true;
    }
  }
  return Object.entries(node).some(
    ([key, value]) =>
      key !== 'definitions' && concerns(value, root, visibility, seen),
  );
}

function resolve(ref, root) {
  if (!ref.startsWith('#/')) {
    return undefined;
  }
  return ref
    .slice(2)
    .split('/')
    .map(part =>
      decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'),
    )
    .reduce((node, part) => node?.[part], root);
}
