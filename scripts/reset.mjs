import { existsSync } from 'node:fs';
import { lstat, realpath, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { isHeld } from './launcher/DataClaim.mjs';
import { main } from './launcher/main.mjs';
import { Problem } from './launcher/Problem.mjs';
import { defaultData } from './launcher/paths.mjs';

main(async ({ progress, stop }) => {
  const { data, isConfirmed } = readOptions(process.argv.slice(2));
  if (!existsSync(data)) {
    progress.say('There is no data to delete.');
    return 0;
  }
  if (!existsSync(join(data, 'secrets.json'))) {
    throw new Problem(
      `The folder '${data}' holds no data of a portal.`,
      'Give the folder that --data named at the start, or delete it yourself.',
    );
  }
  if (await isHeld(data)) {
    throw new Problem(
      'The portal is running on this data.',
      "Stop it with Ctrl-C first, then run 'npm run reset' again.",
    );
  }
  if (!isConfirmed && !(await confirm(data, stop))) {
    progress.say('Nothing was deleted.');
    return 1;
  }
  await deleteLinked(join(data, 'postgres'));
  await rm(data, { recursive: true, force: true });
  progress.say('Deleted. The next start begins with an empty portal.');
  return 0;
});

function readOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: 'string', default: defaultData },
        yes: { type: 'boolean', default: false },
      },
    });
    return { data: resolve(values.data), isConfirmed: values.yes };
  } catch (error) {
    const [cause] = error.message.split(/\.(?: |$)/);
    throw new Problem(
      `${cause}.`,
      'The options are --data <folder> and --yes.',
    );
  }
}

async function confirm(data, stop) {
  if (!process.stdin.isTTY) {
    throw new Problem(
      'There is no terminal to ask on.',
      "Run 'npm run reset -- --yes' to delete the data without a question.",
    );
  }
  const questions = createInterface({
    input: process.stdin,
    output: process.stdout,
  });
  // The terminal hands Ctrl-C to the question.
  questions.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await questions.question(
      `Delete the portal's database, repositories and docs in ${data}? (y/N) `,
      { signal: stop },
    );
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    process.stdout.write('\n');
    throw stop.aborted ? stop.reason : error;
  } finally {
    questions.close();
  }
}

// Of a checkout that PostgreSQL's user cannot enter, the data lies elsewhere, behind a link.
async function deleteLinked(path) {
  const entry = await lstat(path).catch(() => undefined);
  if (!entry?.isSymbolicLink()) {
    return;
  }
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined) {
    return;
  }
  await rm(target, { recursive: true, force: true });
  // Only the folder that was made for this data holds more of it, the copied binaries.
  if (/\/causeway\/[0-9a-f]{12}$/.test(dirname(target))) {
    await rm(dirname(target), { recursive: true, force: true });
  }
}
