import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../launcher/Problem.mjs';

/** Where the bundle keeps the code that V8 has compiled; the image names it too. */
export const compileCache = '.compile-cache';

/**
 * What Node is started with, here as in the image: V8 takes code only from a process with the
 * same options.
 */
export const nodeOptions = '--max-semi-space-size=32';

// Everything is loaded and begins to start, and then nothing answers where the database
// should be. Port 9 is the one that discards.
const environment = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'error',
  POSTGRES_HOST: '127.0.0.1',
  POSTGRES_PORT: '9',
  POSTGRES_USER: 'nobody',
  POSTGRES_PASSWORD: 'nothing',
  APP_BASE_URL: 'http://localhost:7007',
  APP_CONFIG_backend_listen_host: '127.0.0.1',
  APP_CONFIG_backend_listen_port: '0',
  APP_CONFIG_causeway_health_port: '0',
};

/**
 * Starts the bundle once, without a database, so that V8 need not compile it at its first real
 * start.
 *
 * @param {{ node: string, bundle: string, stop: AbortSignal }} options
 */
export async function warmCompileCache({ node, bundle, stop }) {
  const child = spawn(
    node,
    ['packages/backend', '--config', 'app-config.yaml'],
    {
      cwd: bundle,
      env: {
        PATH: process.env.PATH,
        ...environment,
        // With flags that a portal on this machine has saved it would wait for the database.
        APP_CONFIG_featureFlags_snapshot_directory: join(
          bundle,
          compileCache,
          'no-saved-flags',
        ),
        NODE_COMPILE_CACHE: join(bundle, compileCache),
        NODE_OPTIONS: nodeOptions,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: stop,
    },
  );
  const output = [];
  child.stdout.on('data', chunk => output.push(chunk));
  child.stderr.on('data', chunk => output.push(chunk));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const written = await readdir(join(bundle, compileCache)).catch(() => []);
  if (written.length === 0) {
    throw new Problem(
      'The bundle could not be loaded, so that nothing was compiled ahead.',
      'The lines above say why.',
      Buffer.concat(output).toString(),
    );
  }
}
