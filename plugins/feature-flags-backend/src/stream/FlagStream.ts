import type { LoggerService } from '@backstage/backend-plugin-api';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EnvironmentSnapshot } from '../evaluation/EnvironmentSnapshot';
import type { FlagSnapshots } from '../evaluation/FlagSnapshots';
import type { StreamScope, StreamTokens } from './StreamTokens';

export interface FlagStreamOptions {
  snapshots: FlagSnapshots;
  tokens: StreamTokens;
  logger: LoggerService;
  /** More are refused with 503. */
  maxClients: number;
}

/** Below the idle timeouts of common proxies, of which 30 s is the shortest. */
const heartbeatMilliseconds = 20_000;
/** A client that connects this soon after a change may have fetched its flags before it. */
const settleMilliseconds = 60_000;
const reconnectMilliseconds = 3_000;
/** Timers cannot wait longer. */
const maxDelayMilliseconds = 2_147_483_647;

interface StreamClient {
  response: ServerResponse;
  /** The socket's buffer is full; what it missed is sent once it drains. */
  isBlocked: boolean;
  hasMissed: boolean;
  blockedHeartbeats: number;
}

interface Channel extends StreamScope {
  clients: Set<StreamClient>;
  tag: string;
  changedAt: number;
  boundaryTimer?: NodeJS.Timeout;
}

/**
 * Tells clients over Server-Sent Events when to fetch their flags again.
 *
 * @remarks
 * An event says only that something is different, so a slow client needs no more than the
 * last one. Rules that compare with the time change answers as well: each channel waits for
 * the next such moment.
 */
export class FlagStream {
  readonly #options: FlagStreamOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #clientCount = 0;

  constructor(options: FlagStreamOptions) {
    this.#options = options;
    this.#stopListening = options.snapshots.onChange(change => {
      for (const environment of change.environments) {
        this.#onChange({ flagSet: change.flagSet, environment });
      }
    });
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMilliseconds);
    this.#heartbeat.unref();
  }

  get clientCount(): number {
    return this.#clientCount;
  }

  /** `GET /ofrep/v1/stream?token=` */
  open(request: IncomingMessage, response: ServerResponse): void {
    const { tokens, snapshots, maxClients } = this.#options;
    const query = new URLSearchParams((request.url ?? '').split('?')[1]);
    hideToken(request);
    const now = Math.floor(Date.now() / 1_000);
    const scope = tokens.verify(query.get('token') ?? '', now);
    if (!scope) {
      refuse(response, 401, 'The token of the stream is not valid any more');
      return;
    }
    const snapshot = snapshots.get(scope.flagSet, scope.environment);
    if (!snapshot) {
      refuse(response, 403, `There is no flag set '${scope.flagSet}'`);
      return;
    }
    if (this.#clientCount >= maxClients) {
      response.setHeader('Retry-After', '60');
      refuse(response, 503, 'Too many clients are connected');
      return;
    }
    this.#connect(this.#getChannel(scope, snapshot), request, response);
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    this.#stopListening();
    for (const { clients, boundaryTimer } of this.#channels.values()) {
      clearTimeout(boundaryTimer);
      for (const { response } of clients) {
        response.end();
      }
    }
    this.#channels.clear();
  }

  #connect(
    channel: Channel,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const client: StreamClient = {
      response,
      isBlocked: false,
      hasMissed: false,
      blockedHeartbeats: 0,
    };
    channel.clients.add(client);
    this.#clientCount++;
    response.on('close', () => this.#disconnect(channel, client));
    response.on('drain', () => {
      client.isBlocked = false;
      client.blockedHeartbeats = 0;
      if (client.hasMissed) {
        client.hasMissed = false;
        send(client, formatEvent(channel));
      }
    });
    request.socket.setNoDelay(true);
    request.socket.setTimeout(0);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Compression would hold events back until its buffer is full.
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      Connection: 'keep-alive',
    });
    const lastEventId = request.headers['last-event-id'];
    const hasMissed =
      lastEventId === undefined
        ? Date.now() - channel.changedAt < settleMilliseconds
        : lastEventId !== channel.tag;
    // An ID without data is no event, but it is what the client names when it reconnects.
    const greeting = `retry: ${reconnectMilliseconds}\nid: ${channel.tag}\n\n`;
    send(client, hasMissed ? greeting + formatEvent(channel) : greeting);
  }

  #disconnect(channel: Channel, client: StreamClient): void {
    if (channel.clients.delete(client)) {
      this.#clientCount--;
    }
    if (channel.clients.size === 0) {
      clearTimeout(channel.boundaryTimer);
      this.#channels.delete(channelId(channel));
    }
  }

  #getChannel(scope: StreamScope, snapshot: EnvironmentSnapshot): Channel {
    const id = channelId(scope);
    let channel = this.#channels.get(id);
    if (!channel) {
      channel = {
        ...scope,
        clients: new Set(),
        tag: '',
        changedAt: snapshot.createdAt,
      };
      this.#channels.set(id, channel);
      this.#follow(channel, snapshot);
    }
    return channel;
  }

  #onChange(scope: StreamScope): void {
    const channel = this.#channels.get(channelId(scope));
    if (!channel) {
      return;
    }
    const { snapshots } = this.#options;
    const snapshot = snapshots.get(scope.flagSet, scope.environment);
    if (!snapshot) {
      // The set is gone: the next answer to the clients is a refusal.
      for (const { response } of channel.clients) {
        response.end();
      }
      return;
    }
    this.#follow(channel, snapshot);
    channel.changedAt = Date.now();
    const event = formatEvent(channel);
    for (const client of channel.clients) {
      if (client.isBlocked) {
        client.hasMissed = true;
      } else {
        send(client, event);
      }
    }
  }

  #follow(channel: Channel, snapshot: EnvironmentSnapshot): void {
    const milliseconds = Date.now();
    const now = Math.floor(milliseconds / 1_000);
    channel.tag = snapshot.getConfigurationTag(now);
    clearTimeout(channel.boundaryTimer);
    channel.boundaryTimer = undefined;
    const boundary = snapshot.getNextTimeBoundary(now);
    if (boundary !== undefined) {
      const delay = boundary * 1_000 - milliseconds;
      channel.boundaryTimer = setTimeout(
        () => this.#onChange(channel),
        Math.min(delay, maxDelayMilliseconds),
      );
      channel.boundaryTimer.unref();
    }
  }

  #beat(): void {
    for (const { clients } of this.#channels.values()) {
      for (const client of clients) {
        if (!client.isBlocked) {
          send(client, ': still here\n\n');
        } else if (++client.blockedHeartbeats > 2) {
          // Nobody has read for a minute; a client that is there connects again.
          client.response.destroy();
        }
      }
    }
  }
}

function send(client: StreamClient, text: string): void {
  client.isBlocked = !client.response.write(text);
}

function formatEvent({ tag }: Channel): string {
  const data = JSON.stringify({
    type: 'refetchEvaluation',
    etag: tag,
    lastModified: Math.floor(Date.now() / 1_000),
  });
  return `id: ${tag}\nevent: message\ndata: ${data}\n\n`;
}

function channelId({ flagSet, environment }: StreamScope): string {
  return JSON.stringify([flagSet, environment]);
}

function refuse(
  response: ServerResponse,
  status: number,
  errorDetails: string,
): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify({ errorDetails }));
}

/** The request log writes the URL when the response ends. */
function hideToken(request: IncomingMessage & { originalUrl?: string }): void {
  request.url = withoutToken(request.url);
  if (request.originalUrl !== undefined) {
    request.originalUrl = withoutToken(request.originalUrl);
  }
}

function withoutToken(url: string = ''): string {
  return url.replace(/([?&]token=)[^&]*/, '$1hidden');
}
