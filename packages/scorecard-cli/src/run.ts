import { isError } from '@backstage/errors';
import { Command, CommanderError, Option } from 'commander';
import { diff } from './commands/diff';
import { importRules } from './commands/importRules';
import { lint } from './commands/lint';
import { test } from './commands/test';
import { exitCodes, say, type ExitCode, type Terminal } from './Terminal';

/**
 * Runs the tool with arguments as typed.
 *
 * @returns the exit code: 0, 1 if something was found, 2 if the command could not run
 */
export async function run(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const program = createProgram(terminal, result => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has said what is wrong; help and version end this way too.
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.failed;
    }
    say(terminal.stderr, isError(error) ? error.message : String(error));
    return exitCodes.failed;
  }
}

function createProgram(
  terminal: Terminal,
  end: (code: ExitCode) => void,
): Command {
  const program = new Command('scorecard')
    .description(
      'Checks rule files of scorecards before they reach the portal.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
    });

  program
    .command('lint')
    .description('name what is wrong or likely not meant in rule files')
    .argument('<file...>', 'rule files')
    .option(
      '--fact-ref <ref...>',
      'facts that have a source; rules that read another are problems',
    )
    .option('--strict', 'fail on warnings too')
    .option('--json', 'write JSON')
    .action(async (files, options) =>
      end(await lint({ files, ...options, terminal })),
    );

  program
    .command('test')
    .description('compare rule files with their golden cases')
    .argument(
      '<file...>',
      'rule files; the cases of NAME.yaml are in NAME.test.yaml',
    )
    .option('--json', 'write JSON')
    .action(async (files, options) =>
      end(await test({ files, ...options, terminal })),
    );

  program
    .command('diff')
    .description('list the entities for which a change of a rule file matters')
    .argument('<file>', 'the rule file as it would be')
    .option(
      '--against <version>',
      'another file or a Git revision to compare with',
      'HEAD',
    )
    .addOption(
      new Option(
        '--portal <url>',
        'read the catalog of this portal, with the token in CAUSEWAY_TOKEN',
      ).conflicts('entities'),
    )
    .option(
      '--entities <file>',
      'read entities from a file: NDJSON, JSON or YAML',
    )
    .option(
      '--facts <file>',
      'read facts from a file: by the ref of the entity, then of the fact',
    )
    .option('--limit <number>', 'entities listed per rule', '20')
    .option(
      '--exit-code',
      'end with 1 if an entity newly fails or loses a level',
    )
    .option('--json', 'write JSON, with all entities')
    .action(async (file, options) =>
      end(await diff({ file, ...options, terminal })),
    );

  program
    .command('import')
    .description('turn rules of another product into rule files')
    .addArgument(
      program
        .createArgument('<format>', 'where the rules are from')
        .choices(['soundcheck', 'tech-insights']),
    )
    .argument('<file...>', 'files of that product')
    .option('--out <folder>', 'write a file per scorecard instead of printing')
    .option('--report <file>', 'write the report as JSON too')
    .action(async (format, files, options) =>
      end(await importRules({ format, files, ...options, terminal })),
    );

  return program;
}
