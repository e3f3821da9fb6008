import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const version = '8.2.0';
const tools = resolve(__dirname, '../../../../.tools');
const folder = join(tools, 'unleash', version);
const server = join(folder, 'node_modules/unleash-server/dist/server.js');

/**
 * Installs an Unleash server once per checkout, and returns its entry; undefined where
 * the npm registry does not offer it.
 *
 * @remarks
 * It is AGPL-3.0, so it is a program that the tests talk to over HTTP, and neither a
 * dependency of any package nor part of what is shipped. It waits, because Jest has to
 * know while it collects the tests whether they are skipped.
 */
export function installUnleash(): string | undefined {
  if (existsSync(server)) {
    return server;
  }
  // Moved into place as a whole, so that an interrupted installation is not taken for one.
  const part = `${folder}.${process.pid}.part`;
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, 'package.json'), '{ "private": true }\n');
  try {
    execFileSync(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--omit=dev',
        '--fetch-retries=1',
        `unleash-server@${version}`,
      ],
      { cwd: part, stdio: 'pipe', timeout: 300_000 },
    );
    renameSync(part, folder);
    return server;
  } catch {
    return undefined;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
