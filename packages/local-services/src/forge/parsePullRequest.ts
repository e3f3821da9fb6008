import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { isRefName } from './names';
import {
  mergeStyles,
  type MergeStyle,
  type PullRequest,
} from './PullRequestStore';

const branch = z
  .string()
  .refine(isRefName, { error: 'is not a name for a branch' });

const createSchema = z.object({
  title: z.string().trim().min(1).max(255),
  body: z.string().max(65_536).default(''),
  head: branch,
  base: branch,
});

const mergeSchema = z.object({
  Do: z.enum(mergeStyles),
  MergeTitleField: z.string().optional(),
  MergeMessageField: z.string().optional(),
});

/** Reads the body of a request that opens a pull request. */
export function parseCreatePullRequest(
  body: unknown,
): Pick<PullRequest, 'title' | 'body' | 'head' | 'base'> {
  return parse(createSchema, body);
}

/** Reads the body of a request that merges one. */
export function parseMerge(body: unknown): {
  style: MergeStyle;
  message?: string;
} {
  const {
    Do: style,
    MergeTitleField: title,
    MergeMessageField: text,
  } = parse(mergeSchema, body);
  const message = [title, text].filter(Boolean).join('\n\n');
  return { style, message: message || undefined };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) {
    throw new InputError(
      result.error.issues
        .map(({ path, message }) => `'${path.join('.')}': ${message}`)
        .join('; '),
    );
  }
  return result.data;
}
