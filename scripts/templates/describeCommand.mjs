import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../launcher/paths.mjs';
import { Problem } from '../launcher/Problem.mjs';

const usage =
  "'yarn templates test [name...]' tests golden paths with all their parameters, 'yarn templates version [name] [major|minor|patch]' raises a version and writes templates/versions.json.";
const steps = ['major', 'minor', 'patch'];

/**
 * What Node runs for a command line.
 *
 * @param {string[]} line
 * @returns {Promise<{ args: string[], env: NodeJS.ProcessEnv }>}
 * @throws {Problem} on an unknown verb or golden path
 */
export async function describeCommand([verb, ...words]) {
  if (verb === 'test') {
    await assertKnown(words);
    return {
      args: [
        ...['--test', '--test-concurrency=1', '--test-reporter=spec'],
        join(root, 'templates', 'goldenPaths.test.mjs'),
        ...(words.length === 0
          ? [join(root, 'templates', 'upkeep.test.mjs')]
          : []),
      ],
      env: { GOLDEN_PATHS: words.join(',') || 'all' },
    };
  }
  if (verb === 'version') {
    await assertKnown(words.filter(word => !steps.includes(word)));
    return {
      args: [join(root, 'scripts', 'templates', 'writeVersions.mjs'), ...words],
      env: {},
    };
  }
  throw new Problem(
    verb === undefined
      ? 'What to do with the golden paths is missing.'
      : `'${verb}' is nothing to do with golden paths.`,
    usage,
  );
}

async function assertKnown(names) {
  const entries = await readdir(join(root, 'templates'), {
    withFileTypes: true,
  });
  const known = entries
    .filter(
      entry =>
        entry.isDirectory() && !['shared', 'testing'].includes(entry.name),
    )
    .map(({ name }) => name);
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new Problem(
      `There is no golden path '${unknown}'.`,
      `The golden paths are ${known.join(', ')}.`,
    );
  }
}
