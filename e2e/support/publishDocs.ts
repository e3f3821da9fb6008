import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/launcher/paths.mjs';
import type { ObjectStorage } from './ObjectStorage';

const execute = promisify(execFile);

/** Publishes the docs of a service of the demo as its pipeline would. */
export async function publishDocs(
  service: string,
  storage: ObjectStorage,
): Promise<string> {
  const { stdout } = await execute(
    join(root, 'scripts', 'publish-techdocs'),
    [
      ...['--entity', `default/component/${service}`],
      ...['--source-dir', join(root, 'catalog', 'demo', 'services', service)],
      ...['--storage-name', storage.bucket],
      ...['--aws-region', storage.region],
      ...['--aws-endpoint', storage.url],
      '--aws-force-path-style',
    ],
    { env: { ...process.env, ...storage.env } },
  );
  return stdout;
}
