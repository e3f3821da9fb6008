import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, isError } from '@backstage/errors';
import { parseAllDocuments } from 'yaml';
import type { GitRepositoryStore, Repository } from './GitRepositoryStore';

export interface SeedRepositoriesOptions {
  repositories: GitRepositoryStore;
  organization: string;
  /** Each of its folders becomes a repository of the same name. */
  sourceDir: string;
  logger: LoggerService;
}

/** Which repositories the seed has changed, by name. */
export interface SeededRepositories {
  created: string[];
  renewed: string[];
}

const author = {
  name: 'Harborline Platform',
  email: 'platform@harborline.example',
};

/**
 * Creates a repository for every folder that has none yet, and brings the others up to their folder.
 *
 * @remarks
 * A repository to which somebody else has committed stays as it is, whatever its folder holds by now.
 */
export async function seedRepositories(
  options: SeedRepositoriesOptions,
): Promise<SeededRepositories> {
  const { organization, sourceDir, repositories, logger } = options;
  const existing = new Map(
    (await repositories.list(organization)).map(repository => [
      repository.name,
      repository,
    ]),
  );
  const folders = await readdir(sourceDir, { withFileTypes: true });
  const names = folders
    .filter(folder => folder.isDirectory())
    .map(({ name }) => name);
  const seeded: SeededRepositories = { created: [], renewed: [] };
  await Promise.all(
    names.map(async name => {
      const repository = existing.get(name);
      if (!repository) {
        if (await create(options, name)) {
          seeded.created.push(name);
        }
      } else if (await renew(options, repository)) {
        seeded.renewed.push(name);
      }
    }),
  );
  if (seeded.created.length > 0) {
    logger.info(
      `Seeded ${seeded.created.length} repositories from '${sourceDir}'`,
    );
  }
  if (seeded.renewed.length > 0) {
    logger.info(
      `Brought up to date from '${sourceDir}': ${seeded.renewed.join(', ')}`,
    );
  }
  return seeded;
}

async function create(
  options: SeedRepositoriesOptions,
  name: string,
): Promise<boolean> {
  const { repositories, organization, sourceDir } = options;
  const folder = path.join(sourceDir, name);
  try {
    await repositories.create({
      owner: organization,
      name,
      description: await readDescription(folder),
      initialCommit: {
        sourceDir: folder,
        message: 'Initial commit',
        author,
      },
    });
    return true;
  } catch (error) {
    // Another process that seeds the same folder was faster.
    if (error instanceof ConflictError) {
      return false;
    }
    throw error;
  }
}

async function renew(
  { repositories, sourceDir, logger }: SeedRepositoriesOptions,
  repository: Repository,
): Promise<boolean> {
  try {
    return await repositories.renew(repository, {
      sourceDir: path.join(sourceDir, repository.name),
      message: 'Follow the demo of this checkout',
      author,
    });
  } catch (error) {
    // A portal with older files is better than none: a push may have come in between.
    logger.warn(
      `Could not bring the repository '${repository.name}' up to date: ${error}`,
    );
    return false;
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
