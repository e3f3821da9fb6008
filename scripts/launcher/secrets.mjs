import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from './Problem.mjs';

/**
 * The secrets of the local services, made once and kept beside the data they protect.
 *
 * @param {string} data the data folder
 * @returns {Promise<{ postgres: string, forge: string, cluster: string }>}
 * @throws {Problem} when the file is there and cannot be understood
 */
export async function readSecrets(data) {
  const file = join(data, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(error => {
    if (error.code !== 'ENOENT') {
      throw error;
    }
  });
  if (text !== undefined) {
    return parse(text, file);
  }
  const make = () => randomBytes(24).toString('base64url');
  const secrets = { postgres: make(), forge: make(), cluster: make() };
  await mkdir(data, { recursive: true });
  await writeDurably(file, JSON.stringify(secrets));
  return secrets;
}

function parse(text, file) {
  let secrets;
  try {
    secrets = JSON.parse(text);
  } catch {
    secrets = undefined;
  }
  const isComplete = ['postgres', 'forge', 'cluster'].every(
    name => typeof secrets?.[name] === 'string' && secrets[name] !== '',
  );
  if (!isComplete) {
    throw new Problem(
      `The file '${file}', which holds the passwords of the local services, is damaged.`,
      "Put it back from a copy, or delete the portal's data with 'npm run reset'.",
    );
  }
  return secrets;
}

// The database keeps the password: after a power loss the file must be there, and whole.
async function writeDurably(file, text) {
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
}
