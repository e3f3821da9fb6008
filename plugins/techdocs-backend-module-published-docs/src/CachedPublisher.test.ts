import { CacheService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { PublisherBase } from '@backstage/plugin-techdocs-node';
import express from 'express';
import { Readable } from 'node:stream';
import request from 'supertest';
import { CachedPublisher } from './CachedPublisher';

const page = '/default/component/payment-service/index.html';

/** A storage that counts what is read of it. */
class InMemoryPublisher implements PublisherBase {
  readonly files = new Map<string, string | Buffer>();
  reads = 0;
  publication = 1;
  isReachable = true;
  /** As Google's publisher, which writes the head at once. */
  writesHead = false;

  docsRouter(): ReturnType<PublisherBase['docsRouter']> {
    return async (req, res) => {
      this.reads += 1;
      const file = this.isReachable ? this.files.get(req.path) : undefined;
      if (file === undefined) {
        res.status(404).send('File Not Found');
        return;
      }
      const headers = { 'Content-Type': 'text/html; charset=utf-8' };
      if (this.writesHead) {
        res.writeHead(200, headers);
      } else {
        res.set(headers);
      }
      Readable.from(cut(Buffer.from(file))).pipe(res);
    };
  }

  async fetchTechDocsMetadata() {
    if (!this.isReachable) {
      throw new NotFoundError('The storage is away');
    }
    return {
      site_name: 'Payment service',
      site_description: '',
      etag: '',
      build_timestamp: this.publication,
    };
  }

  async getReadiness() {
    return { isAvailable: true };
  }

  async publish() {}

  async hasDocsBeenGenerated() {
    return true;
  }
}

class InMemoryCache implements CacheService {
  readonly #entries = new Map<string, string>();

  async get<T>(key: string): Promise<T | undefined> {
    const text = this.#entries.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async set(key: string, value: unknown) {
    this.#entries.set(key, JSON.stringify(value));
  }

  async delete(key: string) {
    this.#entries.delete(key);
  }

  withOptions() {
    return this;
  }
}

function serve(options: { cache?: CacheService; noticeWithin?: number } = {}) {
  const storage = new InMemoryPublisher();
  const publisher = new CachedPublisher({
    publisher: storage,
    cache: options.cache ?? new InMemoryCache(),
    logger: mockServices.logger.mock(),
    noticeWithin: options.noticeWithin ?? 60_000,
  });
  const app = express();
  app.use('/static/docs', publisher.docsRouter());
  return {
    storage,
    read: (path = page) => request(app).get(`/static/docs${path}`),
  };
}

describe('CachedPublisher', () => {
  it('reads a page from the storage once and answers with its type and an ETag', async () => {
    const { storage, read } = serve();
    storage.files.set(page, '<h1>Payments</h1>');
    const first = await read().expect(200);
    const second = await read().expect(200);
    expect(storage.reads).toBe(1);
    expect(second.text).toBe('<h1>Payments</h1>');
    expect(second.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-cache',
      etag: first.headers.etag,
    });
    expect(first.headers.etag).toMatch(/^W\/"/);
  });

  it('keeps a page, and lets a large file pass, of a publisher that writes the head at once', async () => {
    const { storage, read } = serve();
    storage.writesHead = true;
    const film = '/default/component/payment-service/film.html';
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'a');
    storage.files.set(page, '<h1>Payments</h1>').set(film, bytes);
    await read().expect(200);
    const { headers, text } = await read().expect(200);
    expect(storage.reads).toBe(1);
    expect(text).toBe('<h1>Payments</h1>');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers.etag).toMatch(/^W\/"/);
    const large = await read(film).expect(200);
    expect(large.text).toHaveLength(bytes.length);
    expect(large.headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it('answers 304 to who has the page, from the cache and from the storage', async () => {
    const { storage, read } = serve();
    storage.files.set(page, '<h1>Payments</h1>');
    const { etag } = (await read()).headers;
    await read().set('If-None-Match', etag).expect(304, '');
    const other = serve();
    other.storage.files.set(page, '<h1>Payments</h1>');
    await other.read().set('If-None-Match', etag).expect(304, '');
    expect([storage.reads, other.storage.reads]).toEqual([1, 1]);
  });

  it('keeps the connection for the next request', async () => {
    const { storage, read } = serve();
    storage.files.set(page, '<h1>Payments</h1>');
    await read();
    const cached = await read().set('Connection', 'keep-alive');
    expect(cached.headers.connection).toBe('keep-alive');
    expect(cached.headers['content-length']).toBe('17');
  });

  it('shows a new publication', async () => {
    const { storage, read } = serve({ noticeWithin: 0 });
    storage.files.set(page, 'old');
    expect((await read()).text).toBe('old');
    storage.files.set(page, 'new');
    expect((await read()).text).toBe('old');
    storage.publication = 2;
    expect((await read()).text).toBe('new');
  });

  it('serves what is cached while the storage is away, and says 404 of the rest', async () => {
    const { storage, read } = serve({ noticeWithin: 0 });
    storage.files.set(page, 'kept');
    await read();
    storage.isReachable = false;
    expect((await read()).text).toBe('kept');
    const other = await read(
      '/default/component/payment-service/api/index.html',
    );
    expect(other.status).toBe(404);
  });

  it('does not keep what was not found', async () => {
    const { storage, read } = serve();
    expect((await read()).status).toBe(404);
    storage.files.set(page, 'there now');
    expect((await read()).text).toBe('there now');
  });

  it('passes a large file through whole and does not keep it', async () => {
    const { storage, read } = serve();
    const large = Buffer.alloc(5 * 1024 * 1024, 'x');
    storage.files.set(page, large);
    for (let round = 0; round < 2; round++) {
      const { body, text } = await read().buffer(true).expect(200);
      expect((text ?? body).length).toBe(large.length);
    }
    expect(storage.reads).toBe(2);
  });

  it('reads the storage when the cache fails or does not answer', async () => {
    const broken = new InMemoryCache();
    broken.get = async () => {
      throw new Error('connection refused');
    };
    broken.set = broken.get;
    const silent = new InMemoryCache();
    silent.get = () => new Promise<undefined>(() => {});
    for (const cache of [broken, silent]) {
      const { storage, read } = serve({ cache });
      storage.files.set(page, 'from the storage');
      await read().expect(200, 'from the storage');
      await read().expect(200, 'from the storage');
      expect(storage.reads).toBe(2);
    }
  });
});

function* cut(bytes: Buffer) {
  for (let start = 0; start < bytes.length; start += 64 * 1024) {
    yield bytes.subarray(start, start + 64 * 1024);
  }
}
