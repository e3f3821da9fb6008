const text = { type: 'string' } as const;

/** A response with a JSON body. */
export function json<const T>(description: string, schema: T) {
  return {
    description,
    content: { 'application/json': { schema } },
  } as const;
}

/** A required JSON body. */
export function body<const T>(schema: T) {
  return {
    required: true,
    content: { 'application/json': { schema } },
  } as const;
}

/** A closed object. */
export function closed<
  const P extends object,
  const R extends readonly string[],
>(properties: P, required: R) {
  return {
    type: 'object',
    additionalProperties: false,
    required,
    properties,
  } as const;
}

/** One page of a list. */
export function page<const T>(items: T) {
  return closed(
    { items: { type: 'array', items } as const, nextCursor: text },
    ['items'],
  );
}

/** A list that is short enough to come whole. */
export function list<const T>(items: T) {
  return closed({ items: { type: 'array', items } as const }, ['items']);
}
