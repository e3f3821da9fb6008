import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An OpenAPI description, as far as it is read here. */
interface Description {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, object>>;
  components: {
    examples: Record<string, { value: unknown }>;
    [kind: string]: Record<string, unknown>;
  };
}

/** GitHub's own description of its API; read by its path, since the package would load ten of them. */
function read(): Description {
  const folder = dirname(require.resolve('@octokit/openapi'));
  return JSON.parse(
    readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8'),
  );
}

/**
 * The part of GitHub's description that is about some operations, and the example answers in it.
 *
 * @param operations - for example `POST /orgs/{org}/repos`
 */
export function describeGithub(operations: string[], serverPath: string) {
  const description = read();
  const paths: Description['paths'] = {};
  for (const operation of operations) {
    const [method, path] = operation.toLowerCase().split(' ');
    const known = Object.keys(description.paths).find(
      each => each.toLowerCase() === path,
    );
    const found = known && description.paths[known][method];
    if (!found) {
      throw new Error(`GitHub describes no '${operation}'`);
    }
    paths[known] = { ...paths[known], [method]: found };
  }
  const components: Record<string, Record<string, unknown>> = {};
  const queue: unknown[] = [paths];
  for (const next of queue) {
    for (const [kind, name] of refsIn(next)) {
      components[kind] ??= {};
      if (!(name in components[kind])) {
        const component = description.components[kind][name];
        components[kind][name] = component;
        queue.push(component);
      }
    }
  }
  return {
    description: JSON.parse(
      JSON.stringify({
        openapi: description.openapi,
        info: description.info,
        servers: [{ url: serverPath }],
        paths,
        components,
      }),
      allowNull,
    ),
    example: (name: string): unknown =>
      description.components.examples[name].value,
  };
}

function refsIn(value: unknown): [kind: string, name: string][] {
  const text = JSON.stringify(value);
  return [...text.matchAll(/"\$ref":"#\/components\/([a-z]+)\/([^"]+)"/gi)].map(
    match => [match[1], match[2]],
  );
}

/**
 * Says "or null" in a way that the validator knows: it takes `nullable` only beside a `type`, and
 * GitHub writes it beside `oneOf` and the like too.
 */
function allowNull(_key: string, value: unknown): unknown {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('nullable' in value) ||
    value.nullable !== true ||
    'type' in value
  ) {
    return value;
  }
  const { nullable: _, ...schema } = value;
  return {
    anyOf: [schema, { type: 'string', nullable: true, enum: [null] }],
  };
}
