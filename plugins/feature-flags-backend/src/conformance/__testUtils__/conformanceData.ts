import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the repository, where a default place for the data lies beside. */
const repository = resolve(__dirname, '..', '..', '..', '..', '..');

const folder =
  process.env.CONFORMANCE_DATA ??
  resolve(repository, '..', 'shared', 'conformance');

/** Where the public suites are missing, tests are skipped, and {@link needsData} says so. */
export const describeConformance = existsSync(folder)
  ? describe
  : describe.skip;

/** Adds to a name what is missing on this machine. */
export function needsData(name: string): string {
  return existsSync(folder)
    ? name
    : `${name} (needs the conformance data, see CONFORMANCE_DATA)`;
}

export function readConformanceFile(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

export function readConformanceJson<T>(path: string): T {
  return JSON.parse(readConformanceFile(path));
}

/** Names of the files of a folder that end as asked for. */
export function listConformanceFiles(path: string, suffix: string): string[] {
  return readdirSync(join(folder, path))
    .filter(name => name.endsWith(suffix))
    .sort();
}
