import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The address that the demo's files are written for. */
const writtenFor = 'http://localhost:7007';

/** What of the checkout its own repository in the forge holds: its catalog entry and docs. */
const portalFiles = ['catalog-info.yaml', 'mkdocs.yml', 'README.md', 'docs'];

/**
 * Fills a folder with one folder for each repository of the demo.
 *
 * @remarks
 * The portal is one of them: TechDocs reads the whole folder of a site, and a checkout holds
 * far more than docs. Links in the catalog must be absolute, so they are made to lead to this
 * portal's port.
 */
export async function prepareDemoServices(options: {
  checkout: string;
  /** Overwritten. */
  targetDir: string;
  portalUrl: string;
}): Promise<void> {
  const { checkout, targetDir, portalUrl } = options;
  await rm(targetDir, { recursive: true, force: true });
  await cp(join(checkout, 'catalog', 'demo', 'services'), targetDir, {
    recursive: true,
  });
  for (const file of portalFiles) {
    await cp(join(checkout, file), join(targetDir, 'causeway', file), {
      recursive: true,
    });
  }
  for (const name of await readdir(targetDir)) {
    const file = join(targetDir, name, 'catalog-info.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(writtenFor, portalUrl));
  }
}
