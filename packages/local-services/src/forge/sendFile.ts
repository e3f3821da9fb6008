import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NotFoundError } from '@backstage/errors';
import type { Response } from 'express';
import type { GitProcess } from './GitProcesses';
import type { TreeEntry } from './gitOutput';
import type { GitRepository } from './GitRepository';

// Only what a browser shows as a picture gets its own type. Text is sent as plain text, so that a page or a script in
// a repository never runs with the forge's origin.
const imageTypes: Record<string, string | undefined> = {
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

const maxBytesInMemory = 10 * 1024 * 1024;

/**
 * Sends a file of a commit as it is, with its object name as `ETag`.
 *
 * @throws NotFoundError if the entry is no file
 */
export async function sendFile(options: {
  content: GitRepository;
  /** Of the commit. */
  sha: string;
  entry: TreeEntry;
  response: Response;
}): Promise<void> {
  const { content, sha, entry, response } = options;
  if (entry.type !== 'file') {
    throw new NotFoundError(`'${entry.path}' is not a file`);
  }
  const [{ committer }] = await content.history({
    sha,
    path: entry.path,
    limit: 1,
  });
  setValidators(response, { sha: entry.sha, lastModified: committer.date });
  response.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  );
  if (entry.size <= maxBytesInMemory) {
    const data = await content.blob(entry.sha);
    const imageType = imageTypes[path.extname(entry.name).toLowerCase()];
    response.type(imageType ?? typeOf(data)).send(data);
    return;
  }
  response.type('application/octet-stream');
  response.set('Content-Length', String(entry.size));
  await sendProcessOutput(content.streamBlob(entry.sha), response);
}

/** Whether this is text by git's own rule: no NUL among the first bytes. */
export function isText(data: Buffer): boolean {
  return !data.subarray(0, 8000).includes(0);
}

/** Lets a client ask again with `If-None-Match` or `If-Modified-Since`. */
export function setValidators(
  response: Response,
  { sha, lastModified }: { sha: string; lastModified: string },
): void {
  response.set({
    ETag: `"${sha}"`,
    'Last-Modified': new Date(lastModified).toUTCString(),
  });
}

/** Streams what git prints, and ends git when the client leaves. */
export async function sendProcessOutput(
  process: GitProcess,
  response: Response,
): Promise<void> {
  try {
    await pipeline(process.stdout, response);
  } finally {
    process.kill();
  }
}

function typeOf(data: Buffer): string {
  return isText(data)
    ? 'text/plain; charset=utf-8'
    : 'application/octet-stream';
}
