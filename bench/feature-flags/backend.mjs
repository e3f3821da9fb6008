import { createRequire } from 'node:module';

// As the backend itself resolves its dependencies.
const load = createRequire(
  new URL('../../plugins/feature-flags-backend/package.json', import.meta.url),
);
load('@backstage/cli/config/nodeTransform.cjs');

export const express = load('express');
export const { FlagdCore } = load('@openfeature/flagd-core');

const source = './src';

/** The parts of the backend that are measured, from source. */
export const backend = {
  ...load(`${source}/evaluation/FlagSnapshots`),
  ...load(`${source}/evaluation/FlagSnapshotLoader`),
  ...load(`${source}/ofrep/createOfrepRouter`),
  ...load(`${source}/ofrep/EnvironmentKeyAuthenticator`),
  ...load(`${source}/ofrep/OfrepListener`),
  ...load(`${source}/ofrep/OfrepServer`),
  ...load(`${source}/ofrep/RateLimiter`),
  ...load(`${source}/keys/AcceptedKeys`),
  ...load(`${source}/keys/environmentKeyText`),
  ...load(`${source}/stream/FlagStream`),
  ...load(`${source}/stream/StreamTokens`),
};

export const silentLogger = {
  error: (...message) => process.stderr.write(`${message.join(' ')}\n`),
  warn: (...message) => process.stderr.write(`${message.join(' ')}\n`),
  info() {},
  debug() {},
  child: () => silentLogger,
};

export const benchKey = 'cw_production_bench';

/** OFREP with flags in memory, and nothing around it. */
export function createServing(snapshots, streamPath) {
  const {
    AcceptedKeys,
    hashKeyText,
    EnvironmentKeyAuthenticator,
    FlagStream,
    OfrepServer,
    RateLimiter,
    StreamTokens,
  } = backend;
  const keys = new AcceptedKeys({ logger: silentLogger });
  keys.load([
    {
      keyId: 'bench',
      flagSet: 'bench',
      environment: 'production',
      hash: hashKeyText(benchKey),
    },
  ]);
  const streamTokens = new StreamTokens();
  const stream = new FlagStream({
    snapshots,
    tokens: streamTokens,
    logger: silentLogger,
    maxClients: 10_000,
  });
  const server = new OfrepServer({
    snapshots,
    authenticator: new EnvironmentKeyAuthenticator(keys),
    // Counted as in production, with a limit that is never reached.
    rateLimiter: new RateLimiter({
      requests: 1_000_000_000,
      windowMilliseconds: 1_000,
    }),
    streamTokens,
    streamPath,
    reachRevision: async () => {},
  });
  return { server, stream, streamTokens };
}

export function createSnapshots() {
  return new backend.FlagSnapshots({
    logger: silentLogger,
    environments: ['production'],
  });
}
