import { InputError } from '@backstage/errors';
import type { Request } from 'express';
import { assertRepositoryName, isRefName } from './names';
import type { CreateRepositoryOptions } from './GitRepositoryStore';

const maxDescriptionLength = 2048;

/** What the `*` at the end of a route stands for. */
export function wildcard(request: Request): string {
  return request.params[0] ?? '';
}

/** Reads `ref`, which falls back to the default branch. */
export function parseRef(request: Request, defaultBranch: string): string {
  const { ref } = request.query;
  return typeof ref === 'string' && ref !== '' ? ref : defaultBranch;
}

/** Reads the body of a request that creates a repository. */
export function parseCreateRepository(
  body: unknown,
): Omit<CreateRepositoryOptions, 'owner'> & { autoInit: boolean } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InputError('The body must be a JSON object');
  }
  const input = body as Record<string, unknown>;
  const name = input.name;
  if (typeof name !== 'string') {
    throw new InputError("'name' must be a text");
  }
  assertRepositoryName(name);
  const description = optionalText(input, 'description');
  if (description && description.length > maxDescriptionLength) {
    throw new InputError(
      `'description' may have at most ${maxDescriptionLength} characters`,
    );
  }
  const defaultBranch = optionalText(input, 'default_branch') || undefined;
  if (defaultBranch && !isRefName(defaultBranch)) {
    throw new InputError(`'${defaultBranch}' is not a name for a branch`);
  }
  return {
    name,
    description,
    defaultBranch,
    isPrivate: optionalBoolean(input, 'private') ?? false,
    autoInit: optionalBoolean(input, 'auto_init') ?? false,
  };
}

function optionalText(
  input: Record<string, unknown>,
  key: string,
): string | undefined {
  const value = input[key] ?? undefined;
  if (value !== undefined && typeof value !== 'string') {
    throw new InputError(`'${key}' must be a text`);
  }
  return value;
}

function optionalBoolean(
  input: Record<string, unknown>,
  key: string,
): boolean | undefined {
  const value = input[key] ?? undefined;
  if (value !== undefined && typeof value !== 'boolean') {
    throw new InputError(`'${key}' must be true or false`);
  }
  return value;
}
