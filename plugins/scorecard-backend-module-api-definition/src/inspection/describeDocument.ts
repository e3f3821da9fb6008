import type { Description } from '../Inspection';

const methods = new Set([
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
]);

/** Describes a document of OpenAPI or AsyncAPI. */
export function describeDocument(document: Fields): Description {
  const operations = [
    ...listHttpOperations(document),
    ...listMessageOperations(document),
  ];
  const walked = walk(document);
  const version = toFields(document.info).version;
  return {
    ...(typeof version === 'string' && { version }),
    operations: operations.length,
    withoutDescription: operations
      .filter(
        ({ operation }) =>
          !hasText(operation.description) && !hasText(operation.summary),
      )
      .map(({ name }) => name),
    examples: walked.examples,
    servers: listServers(document),
    externalReferences: [...walked.externalReferences],
  };
}

interface Fields {
  [key: string]: unknown;
}

interface Operation {
  name: string;
  operation: Fields;
}

function listHttpOperations(document: Fields): Operation[] {
  return Object.entries(toFields(document.paths)).flatMap(([path, item]) =>
    Object.entries(toFields(item))
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => ({
        name: `${method.toLocaleUpperCase('en-US')} ${path}`,
        operation: toFields(operation),
      })),
  );
}

/** AsyncAPI 3 lists operations; version 2 has them within channels. */
function listMessageOperations(document: Fields): Operation[] {
  const listed = Object.entries(toFields(document.operations)).map(
    ([name, operation]) => ({ name, operation: toFields(operation) }),
  );
  const inChannels = Object.entries(toFields(document.channels)).flatMap(
    ([channel, item]) =>
      ['publish', 'subscribe'].flatMap(action => {
        const operation = toFields(item)[action];
        return operation === undefined
          ? []
          : [{ name: `${action} ${channel}`, operation: toFields(operation) }];
      }),
  );
  return [...listed, ...inChannels];
}

/** OpenAPI has a list, AsyncAPI a map, and Swagger 2 a host. */
function listServers({ servers, host, basePath }: Fields): string[] {
  if (typeof host === 'string') {
    return [`${host}${typeof basePath === 'string' ? basePath : ''}`];
  }
  const items = Array.isArray(servers)
    ? servers
    : Object.values(toFields(servers));
  return items.flatMap(item => {
    const { url, host: ofServer } = toFields(item);
    const address = url ?? ofServer;
    return typeof address === 'string' ? [address] : [];
  });
}

/** Counts examples and finds references, wherever they stand. */
function walk(document: Fields): {
  examples: number;
  externalReferences: Set<string>;
} {
  let examples = 0;
  const externalReferences = new Set<string>();
  // Aliases of YAML make the same object stand in many places.
  const seen = new Set<object>();
  const waiting: unknown[] = [document];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) {
      continue;
    }
    seen.add(value);
    for (const [key, child] of Object.entries(value)) {
      if (key === 'example') {
        examples += 1;
      } else if (key === 'examples') {
        examples += Object.keys(toFields(child)).length;
      } else if (
        key === '$ref' &&
        typeof child === 'string' &&
        !child.startsWith('#')
      ) {
        externalReferences.add(child);
      } else {
        waiting.push(child);
      }
    }
  }
  return { examples, externalReferences };
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** Fields of an object or items of a list; none of anything else. */
function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}
