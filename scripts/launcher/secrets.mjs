import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The secrets of the local services, made once and kept beside the data they protect.
 *
 * @param {string} data the data folder
 * @returns {Promise<{ postgres: string, forge: string, cluster: string }>}
 */
export async function readSecrets(data) {
  const file = join(data, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw error;
    }
  }
  const make = () => randomBytes(24).toString('base64url');
  const secrets = { postgres: make(), forge: make(), cluster: make() };
  await mkdir(data, { recursive: true });
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
