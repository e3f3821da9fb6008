import { PublisherBase } from '@backstage/plugin-techdocs-node';

export type Handler = ReturnType<PublisherBase['docsRouter']>;

/**
 * Runs a handler and keeps the body that it would send; its status and headers are set.
 *
 * @remarks
 * A body above the limit is sent as the handler writes it, and `undefined` is returned, as
 * it is for a connection that ends early. Nothing is sent otherwise, so a storage that fails
 * half-way leads to an error and not to half a page.
 */
export async function holdBody(
  handler: Handler,
  options: {
    request: Parameters<Handler>[0];
    response: Parameters<Handler>[1];
    next: Parameters<Handler>[2];
    /** Bytes. */
    limit: number;
  },
): Promise<Buffer | undefined> {
  const { request, response, next, limit } = options;
  const { write, end, writeHead } = response;
  const chunks: Buffer[] = [];
  let size = 0;

  return new Promise((resolve, reject) => {
    const release = (body: Buffer | undefined) => {
      response.write = write;
      response.end = end;
      response.writeHead = writeHead;
      resolve(body);
    };
    const keep = (chunk: unknown) => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
        const bytes = Buffer.from(chunk);
        chunks.push(bytes);
        size += bytes.length;
      }
    };
    response.write = ((chunk: unknown) => {
      keep(chunk);
      if (size <= limit) {
        return true;
      }
      release(undefined);
      return response.write(Buffer.concat(chunks));
    }) as typeof write;
    response.end = ((chunk: unknown) => {
      keep(chunk);
      release(Buffer.concat(chunks));
      return response;
    }) as typeof end;
    // Google's publisher would send the head before the body is known.
    response.writeHead = ((status: number, ...rest: unknown[]) => {
      response.status(status);
      const headers = rest.at(-1);
      if (headers && typeof headers === 'object') {
        response.set(headers);
      }
      return response;
    }) as typeof writeHead;
    response.once('close', () => release(undefined));

    Promise.resolve(
      handler(request, response, error => {
        release(undefined);
        next(error);
      }),
    ).catch(reject);
  });
}
