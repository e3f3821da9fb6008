import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GitProcesses } from './GitProcesses';

export interface ServeGitOptions {
  git: GitProcesses;
  /** The bare repository. */
  directory: string;
  /** The part of the address after the repository: `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  endpoint: string;
  query: string;
  /** The authenticated user; only with one does git accept a push. */
  username: string | undefined;
  request: IncomingMessage;
  response: ServerResponse;
}

// A CGI program that sends more than this before its body is not git http-backend.
const maxHeaderBytes = 64 * 1024;

/**
 * Hands a request to `git http-backend` (a CGI program, RFC 3875) and streams both bodies.
 *
 * @remarks
 * Request bodies stay as they come: `git http-backend` itself inflates what git has compressed, and reads a chunked
 * body, which has no length, to its end.
 */
export async function serveGit(options: ServeGitOptions): Promise<void> {
  const { git, request, response } = options;
  const process = git.start(['http-backend'], { env: cgiVariables(options) });
  const stop = () => {
    if (!response.writableFinished) {
      process.kill();
    }
  };
  response.once('close', stop);
  try {
    request.pipe(process.stdin);
    await sendCgiResponse(process.stdout, response);
    await process.exited;
  } finally {
    response.off('close', stop);
    request.unpipe(process.stdin);
    process.stdin.end();
  }
}

// Built anew from the few values that git reads: no header, and least of all a password, slips through.
function cgiVariables(options: ServeGitOptions): Record<string, string> {
  const { directory, endpoint, query, request, username } = options;
  const variables: Record<string, string | undefined> = {
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REQUEST_METHOD: request.method,
    GIT_PROJECT_ROOT: path.dirname(directory),
    PATH_INFO: `/${path.basename(directory)}/${endpoint}`,
    GIT_HTTP_EXPORT_ALL: '1',
    QUERY_STRING: query,
    REMOTE_ADDR: request.socket.remoteAddress,
    REMOTE_USER: username,
    CONTENT_TYPE: request.headers['content-type'],
    CONTENT_LENGTH: request.headers['content-length'],
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    GIT_PROTOCOL: protocolOf(request),
  };
  return Object.fromEntries(
    Object.entries(variables).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

function protocolOf(request: IncomingMessage): string | undefined {
  const header = request.headers['git-protocol'];
  return typeof header === 'string' && /^[a-z0-9=:.-]{1,100}$/i.test(header)
    ? header
    : undefined;
}

async function sendCgiResponse(
  output: Readable,
  response: ServerResponse,
): Promise<void> {
  await pipeline(
    output,
    async function* bodyAfterHeader(chunks: AsyncIterable<Buffer>) {
      let header: Buffer | undefined = Buffer.alloc(0);
      for await (const chunk of chunks) {
        if (!header) {
          yield chunk;
          continue;
        }
        header = Buffer.concat([header, chunk]);
        const end = /\r?\n\r?\n/.exec(header.toString('latin1'));
        if (end) {
          writeHeader(header.toString('latin1', 0, end.index), response);
          const body = header.subarray(end.index + end[0].length);
          header = undefined;
          if (body.length > 0) {
            yield body;
          }
        } else if (header.length > maxHeaderBytes) {
          break;
        }
      }
      if (header) {
        throw new Error('git http-backend ended without an answer');
      }
    },
    response,
  );
}

function writeHeader(header: string, response: ServerResponse): void {
  response.statusCode = 200;
  for (const line of header.split(/\r?\n/)) {
    const separator = line.indexOf(':');
    const name = line.slice(0, separator).trim();
    const value = line.slice(separator + 1).trim();
    if (name.toLocaleLowerCase('en-US') === 'status') {
      response.statusCode = Number.parseInt(value, 10);
    } else if (name) {
      response.setHeader(name, value);
    }
  }
  // Git may work for long before its first byte; the client learns at once that the request is taken.
  response.flushHeaders();
}
