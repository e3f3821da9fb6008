import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { TestOfrep } from '../conformance/__testUtils__/TestOfrep';
import type { FlagdConfiguration } from '../conformance/__testUtils__/toFlagSetContent';
import { StreamTokens } from './StreamTokens';

const configuration = (defaultVariant: string): FlagdConfiguration => ({
  flags: {
    banner: {
      state: 'ENABLED',
      variants: { summer: 'Summer', autumn: 'Autumn' },
      defaultVariant,
    },
  },
});
const ada = { context: { targetingKey: 'ada' } };

describe('FlagStream', () => {
  let ofrep: TestOfrep;
  const connections: IncomingMessage[] = [];

  beforeEach(async () => {
    ofrep = await TestOfrep.start({
      configuration: configuration('summer'),
      through: 'router',
      maxClients: 3,
    });
  });

  afterEach(async () => {
    connections.splice(0).forEach(connection => connection.destroy());
    await ofrep.stop();
  });

  it('tells of changes, and what a client missed while it was away', async () => {
    const url = await getStreamUrl();
    const first = await open(url);
    const opened = await first.next();
    expect(first.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    });
    expect(opened).toContain('id: 1-');

    await ofrep.setConfiguration(configuration('autumn'));
    const event = parse(await first.until('id: 2-'));
    expect(event).toMatchObject({
      event: 'message',
      data: { type: 'refetchEvaluation', etag: event.id },
    });

    const back = await open(url, { 'last-event-id': event.id });
    expect(await back.next()).not.toContain('data:');
    const late = await open(url, { 'last-event-id': '1-old-0' });
    expect(parse(await late.until('data:'))).toMatchObject({
      data: { etag: event.id },
    });
  });

  it('tells a client that may have asked just before a change', async () => {
    const url = await getStreamUrl();
    await ofrep.setConfiguration(configuration('autumn'));

    const stream = await open(url);

    expect(await stream.until('data:')).toContain('refetchEvaluation');
  });

  it('accepts only tokens of its own, while they last', async () => {
    const url = await getStreamUrl();
    const [base, token] = url.split('token=');
    const status = async (value: string) =>
      (await open(`${base}token=${value}`)).status;

    expect(await status(token)).toBe(200);
    expect(await status('')).toBe(401);
    expect(await status(`${token}x`)).toBe(401);
    const forged = Buffer.from('["conformance","production",9999999999]');
    expect(
      await status(`${forged.toString('base64url')}.${token.split('.')[1]}`),
    ).toBe(401);

    const tokens = new StreamTokens();
    tokens.setSecret('shared');
    const other = new StreamTokens();
    other.setSecret('shared');
    const scope = { flagSet: 'shop', environment: 'production' };
    const made = tokens.create(scope, 1_200);
    expect(other.verify(made, 1_200)).toEqual(scope);
    expect(other.verify(made, 2_399)).toEqual(scope);
    expect(other.verify(made, 2_400)).toBeUndefined();
    // A client that polls gets a new token before the one it has ends.
    expect(tokens.getVersion(1_200)).not.toBe(tokens.getVersion(1_800));
  });

  it('hides the token from the request log', async () => {
    const logged: string[] = [];
    const loud = await TestOfrep.start({
      configuration: configuration('summer'),
      through: 'router',
      // As Backstage's log does it: at the end, with the URL of the request.
      before: (request, response, next) => {
        response.on('finish', () => logged.push(request.originalUrl));
        next();
      },
    });
    const answer = await open(
      `${loud.url}/ofrep/v1/stream?token=secret-token&a=1`,
    );

    expect(answer.status).toBe(401);
    expect(logged).toEqual([
      '/api/feature-flags/ofrep/v1/stream?token=hidden&a=1',
    ]);
    await loud.stop();
  });

  it('refuses more clients than it was made for', async () => {
    const url = await getStreamUrl();
    for (let count = 0; count < 3; count++) {
      expect((await open(url)).status).toBe(200);
    }
    const refused = await open(url);
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('60');
  });

  it('tells of the time at which a rule changes its result', async () => {
    const soon = Math.floor(Date.now() / 1_000) + 2;
    await ofrep.setConfiguration({
      flags: {
        launch: {
          state: 'ENABLED',
          variants: { on: true, off: false },
          defaultVariant: 'off',
          targeting: {
            if: [{ '>=': [{ var: '$flagd.timestamp' }, soon] }, 'on', 'off'],
          },
        },
      },
    });
    const stream = await open(await getStreamUrl());
    const first = parse(await stream.until('data:'));

    const event = parse(await stream.until('data:'));

    expect(event.id).not.toBe(first.id);
    const answer = await ofrep.evaluate(ada, { key: 'launch' });
    expect(await answer.json()).toMatchObject({ variant: 'on' });
  });

  it('keeps only the last event for a client that does not read', async () => {
    const stream = await open(await getStreamUrl());
    await stream.next();
    stream.pause();
    for (let revision = 0; revision < 50; revision++) {
      await ofrep.setConfiguration(
        configuration(revision % 2 ? 'autumn' : 'summer'),
      );
    }
    stream.resume();

    expect(await stream.until('id: 51-')).toContain('refetchEvaluation');
  });

  async function getStreamUrl(): Promise<string> {
    const { eventStreams } = await (await ofrep.evaluate(ada)).json();
    return new URL(eventStreams[0].endpoint.requestUri, ofrep.url).href;
  }

  async function open(url: string, headers: { [name: string]: string } = {}) {
    const message = await new Promise<IncomingMessage>((resolve, reject) =>
      get(url, { headers }, resolve).on('error', reject),
    );
    connections.push(message);
    message.on('error', () => {});
    message.setEncoding('utf8');
    let received = '';
    message.on('data', chunk => {
      received += chunk;
    });
    const until = async (text: string): Promise<string> => {
      for (let attempt = 0; attempt < 250; attempt++) {
        const start = received.indexOf(text);
        const end = start < 0 ? -1 : received.indexOf('\n\n', start);
        if (end >= 0) {
          const part = received.slice(0, end + 2);
          received = received.slice(end + 2);
          return part;
        }
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      throw new Error(`Did not hear '${text}' but '${received}'`);
    };
    return {
      status: message.statusCode,
      headers: message.headers,
      next: () => until('id:'),
      until,
      pause: () => message.pause(),
      resume: () => message.resume(),
    };
  }
});

/** The last event of what was heard. */
function parse(text: string) {
  const lines = text.trim().split('\n\n').at(-1)?.split('\n') ?? [];
  const field = (name: string) =>
    lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2) ??
    '';
  return {
    id: field('id'),
    event: field('event'),
    data: JSON.parse(field('data')),
  };
}
