export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** Every setting. Each has a default that suits a container, so an empty environment is a valid one. */
export interface Config {
  /** Where to listen. */
  host: string;
  port: number;
  logLevel: (typeof logLevels)[number];
  /** Bounds the time for one request, in milliseconds. */
  requestTimeout: number;
  maxBodyBytes: number;
  /** How long to keep answering after the signal to stop, while load balancers notice. */
  drainDelay: number;
  /** Bounds the wait for requests in flight after the drain delay. */
  shutdownTimeout: number;
}

/** Reads the settings; an error names all that are wrong, so that a bad deployment is mended once. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const problems: string[] = [];

  function read<T>(
    key: string,
    fallback: string,
    parse: (value: string) => T | undefined,
    expected: string,
  ): T {
    const value = environment[key] ?? fallback;
    const parsed = parse(value);
    if (parsed === undefined) {
      problems.push(`${key} is "${value}", expected ${expected}`);
    }
    // Nobody sees it where there is a problem.
    return parsed as T;
  }

  const duration = (key: string, fallback: string, minimum: string, maximum: string) =>
    read(
      key,
      fallback,
      (value) => within(parseDuration(value), parseDuration(minimum), parseDuration(maximum)),
      `a duration from ${minimum} to ${maximum}, such as 10s`,
    );

  const address = read('HTTP_ADDRESS', ':8080', parseAddress, 'host:port such as 0.0.0.0:8080');
  const config: Config = {
    ...address,
    logLevel: read(
      'LOG_LEVEL',
      'info',
      (value) => logLevels.find((level) => level === value),
      logLevels.join(', '),
    ),
    requestTimeout: duration('REQUEST_TIMEOUT', '10s', '100ms', '5m'),
    maxBodyBytes: read(
      'MAX_BODY_BYTES',
      '65536',
      (value) => (/^\d+$/.test(value) ? within(Number(value), 1, 64 * 1024 * 1024) : undefined),
      'a number of bytes from 1 to 67108864',
    ),
    drainDelay: duration('DRAIN_DELAY', '5s', '0s', '1m'),
    shutdownTimeout: duration('SHUTDOWN_TIMEOUT', '20s', '1ms', '5m'),
  };
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  return config;
}

function parseAddress(value: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(value);
  const port = within(Number(match?.[3]), 0, 65535);
  if (!match || port === undefined) {
    return undefined;
  }
  return { host: match[1] ?? (match[2] || '0.0.0.0'), port };
}

function parseDuration(value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value);
  const factor = { ms: 1, s: 1000, m: 60_000 }[match?.[2] ?? ''];
  return match && factor ? Number(match[1]) * factor : Number.NaN;
}

function within(value: number, minimum: number, maximum: number): number | undefined {
  return value >= minimum && value <= maximum ? value : undefined;
}
