import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Problem } from './Problem.mjs';
import { tools } from './paths.mjs';
import { runGroup } from './runGroup.mjs';

/**
 * Runs a command to its end and keeps its output in `.tools/logs/<name>.log`.
 *
 * @param {object} options
 * @param {string} options.name names the log and, in messages, the command
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd] the checkout by default
 * @param {boolean} [options.isNode] the command is Node
 * @param {AbortSignal} options.stop
 * @param {(output: string) => string | undefined} [options.explain] what to do when it failed
 * @param {(line: string) => void} [options.onLine] receives the newest line of output
 * @throws {Problem} when the command cannot be started or ends with another code than 0
 */
export async function runCommand({
  name,
  command,
  args,
  env,
  cwd,
  isNode,
  stop,
  explain,
  onLine,
}) {
  const logFile = join(tools, 'logs', `${name}.log`);
  await mkdir(join(tools, 'logs'), { recursive: true });
  const log = createWriteStream(logFile);
  // A full disk: the command itself fails too, and says so.
  log.on('error', () => {});
  const head = [];
  const tail = [];
  const onOutput = chunk => {
    log.write(chunk);
    const lines = stripVTControlCharacters(String(chunk))
      .split(/[\r\n]+/)
      .filter(text => text.trim());
    head.push(...lines.slice(0, 10 - head.length));
    tail.push(...lines);
    tail.splice(0, tail.length - 25);
    if (lines.length > 0) {
      onLine?.(lines[lines.length - 1].trim());
    }
  };

  let code;
  try {
    code = await runGroup({
      command,
      args,
      env,
      cwd,
      isNode,
      stop,
      onOutput,
    });
  } catch (error) {
    if (error.code === undefined) {
      throw error;
    }
    throw new Problem(
      `'${command}' could not be started (${error.message}).`,
      explain?.('') ?? `Install '${command}' and try again.`,
    );
  } finally {
    log.end();
  }
  if (code !== 0) {
    throw new Problem(
      `'${name}' ended with code ${code}.`,
      // Some tools name the cause first, and then print where it happened.
      explain?.([...head, ...tail].join('\n')) ??
        `Its whole output is in ${logFile}.`,
      tail.join('\n'),
    );
  }
}
