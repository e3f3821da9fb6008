import { existsSync } from 'node:fs';
import { lstat, readlink, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { main } from './launcher/main.mjs';
import { Problem } from './launcher/Problem.mjs';
import { defaultData } from './launcher/paths.mjs';

main(async () => {
  if (!existsSync(defaultData)) {
    process.stdout.write('There is no data to delete.\n');
    return 0;
  }
  if (existsSync(join(defaultData, 'running'))) {
    throw new Problem(
      'The portal is running on this data.',
      "Stop it with Ctrl-C first, then run 'npm run reset' again.",
    );
  }
  if (!process.argv.includes('--yes') && !(await isConfirmed())) {
    process.stdout.write('Nothing was deleted.\n');
    return 1;
  }
  await deleteLinked(join(defaultData, 'postgres'));
  await rm(defaultData, { recursive: true, force: true });
  process.stdout.write(
    'Deleted. The next start begins with an empty portal.\n',
  );
  return 0;
});

async function isConfirmed() {
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
  const answer = await questions.question(
    `Delete the portal's database, repositories and docs in ${defaultData}? (y/N) `,
  );
  questions.close();
  return /^y(es)?$/i.test(answer.trim());
}

// Of a checkout that PostgreSQL's user cannot enter, the data lies elsewhere, behind a link.
async function deleteLinked(path) {
  const entry = await lstat(path).catch(() => undefined);
  if (entry?.isSymbolicLink()) {
    await rm(dirname(await readlink(path)), { recursive: true, force: true });
  }
}
