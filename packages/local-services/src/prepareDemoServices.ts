import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The address that the demo's files are written for. */
const writtenFor = 'http://localhost:7007';

/**
 * Returns a folder with the demo's services whose links lead to this portal.
 *
 * @remarks
 * Links in the catalog must be absolute, so a portal on another port needs files of its own.
 */
export async function prepareDemoServices(options: {
  sourceDir: string;
  /** Overwritten where a copy is needed. */
  scratchDir: string;
  portalUrl: string;
}): Promise<string> {
  const { sourceDir, scratchDir, portalUrl } = options;
  if (portalUrl === writtenFor) {
    return sourceDir;
  }
  await rm(scratchDir, { recursive: true, force: true });
  await cp(sourceDir, scratchDir, { recursive: true });
  for (const name of await readdir(scratchDir)) {
    const file = join(scratchDir, name, 'catalog-info.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(writtenFor, portalUrl));
  }
  return scratchDir;
}
