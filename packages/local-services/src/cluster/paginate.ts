import { z } from 'zod/v4';
import { type ClusterObject, objectKey } from './ClusterObject';
import { KubernetesStatusError } from './KubernetesStatusError';

const continueSchema = z.object({ after: z.string() });

/** One page of a list, and where the next one begins. */
export interface Page {
  items: ClusterObject[];
  continue?: string;
  remainingItemCount?: number;
}

/** Cuts the page that `limit` and `continue` ask for out of a list in key order. */
export function paginate(
  objects: ClusterObject[],
  options: { limit?: string; continue?: string },
): Page {
  const limit = options.limit ? Number(options.limit) : 0;
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new KubernetesStatusError(
      'BadRequest',
      `invalid limit '${options.limit}': must be a whole number`,
    );
  }
  const after = options.continue && decodeContinue(options.continue);
  const remaining = after
    ? objects.filter(object => keyOf(object) > after)
    : objects;
  if (limit === 0 || remaining.length <= limit) {
    return { items: remaining };
  }
  const items = remaining.slice(0, limit);
  return {
    items,
    continue: Buffer.from(
      JSON.stringify({ after: keyOf(items[items.length - 1]) }),
    ).toString('base64url'),
    remainingItemCount: remaining.length - limit,
  };
}

function keyOf(object: ClusterObject): string {
  return objectKey(object.metadata.name, object.metadata.namespace);
}

function decodeContinue(token: string): string {
  try {
    const decoded: unknown = JSON.parse(
      Buffer.from(token, 'base64url').toString(),
    );
    return continueSchema.parse(decoded).after;
  } catch {
    throw new KubernetesStatusError(
      'BadRequest',
      `continue key is not valid: '${token}'`,
    );
  }
}
