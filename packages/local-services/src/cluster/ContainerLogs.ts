import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, isError } from '@backstage/errors';
import type { DateTime } from 'luxon';
import { parseRelativeTime } from './relativeTime';

/** One line that a container wrote, with the moment at which the runtime received it. */
export interface LogLine {
  time: DateTime;
  text: string;
}

/** Names the log of one container, or of its previous run. */
export interface LogKey {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
}

/** The recorded logs of the demo cluster, one file per container and run. */
export class ContainerLogs {
  readonly #linesByFile: ReadonlyMap<string, LogLine[]>;

  private constructor(linesByFile: Map<string, LogLine[]>) {
    this.#linesByFile = linesByFile;
  }

  /** Reads `<directory>/<namespace>/<pod>.<container>[.previous].log`. A missing directory means no logs. */
  static async load(options: {
    directory: string;
    now: Date;
  }): Promise<ContainerLogs> {
    const { directory, now } = options;
    const linesByFile = new Map<string, LogLine[]>();
    for (const file of await listLogFiles(directory)) {
      const content = await readFile(join(directory, file), 'utf8');
      linesByFile.set(file, parseLog(content, `logs/${file}`, now));
    }
    return new ContainerLogs(linesByFile);
  }

  /** The lines of one log; a container without a recorded log has written nothing. */
  lines(key: LogKey): LogLine[] {
    return this.#linesByFile.get(logFile(key)) ?? [];
  }

  /** Refuses files that no container can have written, which are misspelt more often than meant. */
  assertWrittenBy(keys: LogKey[]): void {
    const known = new Set(keys.map(logFile));
    for (const file of this.#linesByFile.keys()) {
      if (!known.has(file)) {
        throw new InputError(
          `logs/${file}: no container of the demo cluster has this log; a log is named <namespace>/<pod>.<container>.log, or ….previous.log where the container has a lastState`,
        );
      }
    }
  }
}

function logFile(key: LogKey): string {
  const run = key.previous ? '.previous' : '';
  return `${key.namespace}/${key.pod}.${key.container}${run}.log`;
}

async function listLogFiles(directory: string): Promise<string[]> {
  try {
    const files = await readdir(directory, { recursive: true });
    return files
      .map(file => file.replaceAll('\\', '/'))
      .filter(file => file.endsWith('.log'))
      .sort();
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

function parseLog(content: string, file: string, now: Date): LogLine[] {
  const lines: LogLine[] = [];
  for (const [index, line] of content
    .replace(/\n$/, '')
    .split('\n')
    .entries()) {
    const match = /^(ago:\S+) ?(.*)$/.exec(line);
    const time = match
      ? timeOfLine(match[1], `${file}, line ${index + 1}`, now)
      : lines.at(-1)?.time;
    if (!time) {
      throw new InputError(
        `${file}, line ${
          index + 1
        }: the first line of a log must begin with its time, such as 'ago:2m13s'`,
      );
    }
    lines.push({ time, text: fillTime(match ? match[2] : line, time) });
  }
  return lines;
}

function timeOfLine(text: string, place: string, now: Date): DateTime {
  try {
    return parseRelativeTime(text, now);
  } catch (error) {
    throw new InputError(`${place}: ${isError(error) ? error.message : error}`);
  }
}

function fillTime(text: string, time: DateTime): string {
  return text.replace(/\{time(?::([^}]*))?\}/g, (_match, format?: string) =>
    format ? time.toFormat(format) : time.toISO() ?? '',
  );
}
