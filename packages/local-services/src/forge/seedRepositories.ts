import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, isError, NotFoundError } from '@backstage/errors';
import { parseAllDocuments } from 'yaml';
import type { GitRepositoryStore } from './GitRepositoryStore';

export interface SeedRepositoriesOptions {
  repositories: GitRepositoryStore;
  organization: string;
  /** Each of its folders becomes a repository of the same name. */
  sourceDir: string;
  logger: LoggerService;
}

/**
 * Creates a repository for every folder that has none yet, and returns the names of the new ones.
 *
 * @remarks
 * A repository that exists stays as it is, whatever its folder holds by now: somebody may have pushed to it.
 */
export async function seedRepositories(
  options: SeedRepositoriesOptions,
): Promise<string[]> {
  const { repositories, organization, sourceDir, logger } = options;
  const created: string[] = [];
  const folders = await readdir(sourceDir, { withFileTypes: true });
  for (const { name } of folders.filter(folder => folder.isDirectory())) {
    if (await hasRepository(repositories, organization, name)) {
      continue;
    }
    const folder = path.join(sourceDir, name);
    try {
      await repositories.create({
        owner: organization,
        name,
        description: await readDescription(folder),
        initialCommit: {
          sourceDir: folder,
          message: 'Initial commit',
          author: {
            name: 'Harborline Platform',
            email: 'platform@harborline.example',
          },
        },
      });
      created.push(name);
    } catch (error) {
      // Another process that seeds the same folder was faster.
      if (!(error instanceof ConflictError)) {
        throw error;
      }
    }
  }
  if (created.length > 0) {
    logger.info(`Seeded ${created.length} repositories from '${sourceDir}'`);
  }
  return created;
}

async function hasRepository(
  repositories: GitRepositoryStore,
  organization: string,
  name: string,
): Promise<boolean> {
  try {
    await repositories.get(organization, name);
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) {
      return false;
    }
    throw error;
  }
}

// The demo holds broken catalog files on purpose; those repositories simply have no description.
async function readDescription(folder: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path.join(folder, 'catalog-info.yaml'), 'utf8');
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return '';
    }
    throw error;
  }
  const documents = parseAllDocuments(text);
  const first = 'empty' in documents ? undefined : documents[0];
  const description =
    first && first.errors.length === 0
      ? first.getIn(['metadata', 'description'])
      : undefined;
  return typeof description === 'string' ? description.trim() : '';
}
