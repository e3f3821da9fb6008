import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  importSoundcheck,
  importTechInsights,
} from '@causeway/plugin-scorecard-common';
import { readText } from '../sources/readText';
import {
  count,
  exitCodes,
  say,
  type ExitCode,
  type Terminal,
} from '../Terminal';

const importers = {
  soundcheck: importSoundcheck,
  'tech-insights': importTechInsights,
};

/** Turns rules of another product into rule files, with a report of what could not be. */
export async function importRules(options: {
  format: keyof typeof importers;
  files: string[];
  out?: string;
  report?: string;
  terminal: Terminal;
}): Promise<ExitCode> {
  const { stdout, stderr } = options.terminal;
  const files = await Promise.all(
    options.files.map(async file => ({ file, text: await readText(file) })),
  );
  const { scorecards, notes } = importers[options.format](files);

  if (options.out === undefined) {
    // A document each, so that what is printed can be split again.
    stdout.write(scorecards.map(({ text }) => text).join('---\n'));
  } else {
    await mkdir(options.out, { recursive: true });
    for (const { id, text, rules } of scorecards) {
      const path = join(options.out, `${id}.yaml`);
      // Else a rule file that people went on with would be lost.
      await writeFile(path, text, { flag: 'wx' });
      say(stdout, `${path}: ${count(rules, 'rule')}`);
    }
  }
  if (options.report !== undefined) {
    await writeFile(
      options.report,
      `${JSON.stringify(
        {
          scorecards: scorecards.map(({ id, rules }) => ({ id, rules })),
          notes,
        },
        undefined,
        2,
      )}\n`,
    );
  }

  // The report goes to the other stream, so that the rules can be piped.
  for (const { file, line, subject, effect, message } of notes) {
    say(stderr, `${file}:${line}: ${subject}: ${effect}: ${message}`);
  }
  const leftOut = notes.filter(({ effect }) => effect === 'left-out');
  say(
    stderr,
    `${count(
      scorecards.reduce((sum, { rules }) => sum + rules, 0),
      'rule',
    )} imported, ${count(leftOut.length, 'thing')} left out, ${
      notes.length - leftOut.length
    } to look at`,
  );
  return leftOut.length === 0 ? exitCodes.ok : exitCodes.found;
}
