import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { main } from '../launcher/main.mjs';
import { prepareDocs } from '../launcher/prepareDocs.mjs';
import { Problem } from '../launcher/Problem.mjs';
import { collectLog } from './collectLog.mjs';
import { loadTechdocsLibrary } from './loadTechdocsLibrary.mjs';
import { readPublishOptions } from './readPublishOptions.mjs';

const execute = promisify(execFile);

main(async context => {
  const { progress } = context;
  const { entity, sourceDir, techdocs } = readPublishOptions(
    process.argv.slice(2),
  );
  const { namespace, name } = entity.metadata;
  const work = await mkdtemp(join(tmpdir(), 'publish-techdocs-'));
  try {
    const docs = await prepareDocs(context);
    if (docs.unavailable) {
      throw new Problem(docs.unavailable, 'Nothing was published.');
    }
    // The generator takes mkdocs from there.
    process.env.PATH = `${docs.bin}:${process.env.PATH}`;
    const { ConfigReader, Generators, Publisher } = await loadTechdocsLibrary(
      context,
    );
    const config = new ConfigReader({ techdocs });
    const log = collectLog();

    // The generator edits mkdocs.yml before it builds.
    const source = join(work, 'source');
    await cp(sourceDir, source, {
      recursive: true,
      filter: path => !['.git', 'node_modules'].includes(basename(path)),
    });
    const site = join(work, 'site');
    await progress.step(`Generate the docs of ${sourceDir}`, async () => {
      const generators = await Generators.fromConfig(config, {
        logger: log.logger,
      });
      try {
        await generators.get(entity).run({
          inputDir: source,
          outputDir: site,
          etag: await readCommit(sourceDir),
          logger: log.logger,
          logStream: log.stream,
        });
      } catch (error) {
        throw new Problem(
          `The docs could not be generated (${error.message}).`,
          'The lines above are of mkdocs and say why.',
          log.tail(),
        );
      }
    });
    const where = `${techdocs.publisher.type} as ${namespace}/${entity.kind}/${name}`;
    await progress.step(`Publish to ${where}`, async () => {
      try {
        const publisher = await Publisher.fromConfig(config, {
          logger: log.logger,
          discovery: undefined,
        });
        const { isAvailable } = await publisher.getReadiness();
        if (!isAvailable) {
          throw new Error('the storage cannot be reached or refused');
        }
        await publisher.publish({ entity, directory: site });
      } catch (error) {
        throw new Problem(
          `The docs could not be published (${error.message}).`,
          'Check the name of the storage, its address and the credentials in the environment.',
          log.tail(),
        );
      }
    });
    const { files } = JSON.parse(
      await readFile(join(site, 'techdocs_metadata.json'), 'utf8'),
    );
    progress.say(
      `${(files ?? (await readdir(site))).length} files are published.`,
    );
    return 0;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
});

async function readCommit(folder) {
  try {
    const { stdout } = await execute('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
    });
    return stdout.trim();
  } catch {
    // Not a checkout: the site then has no mark of its source.
    return undefined;
  }
}
