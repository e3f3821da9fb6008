import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the repository, where a default place for the data lies beside. */
const repository = resolve(__dirname, '..', '..', '..', '..', '..');

const folder =
  process.env.CONFORMANCE_DATA ??
  resolve(repository, '..', 'shared', 'conformance');

/** Runs tests where the public suites are, and names what is missing where they are not. */
export function describeConformance(name: string, work: () => void): void {
  if (existsSync(folder)) {
    describe(name, work);
  } else {
    describe.skip(
      `${name} (needs the conformance data, see CONFORMANCE_DATA)`,
      work,
    );
  }
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
