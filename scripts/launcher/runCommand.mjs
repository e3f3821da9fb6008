import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from './Problem.mjs';
import { root, tools } from './paths.mjs';

/**
 * Runs a command to its end and keeps its output in `.tools/logs/<name>.log`.
 *
 * @param {object} options
 * @param {string} options.name names the log and, in messages, the command
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.mend] what to do when it fails
 * @param {(line: string) => void} [options.onLine] receives the newest line of output
 * @throws {Problem} when the command cannot be started or ends with another code than 0
 */
export async function runCommand({ name, command, args, env, mend, onLine }) {
  const logFile = join(tools, 'logs', `${name}.log`);
  await mkdir(join(tools, 'logs'), { recursive: true });
  const log = createWriteStream(logFile);
  const tail = [];

  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const onData = chunk => {
      log.write(chunk);
      for (const line of String(chunk)
        .split('\n')
        .filter(text => text.trim())) {
        tail.push(line);
        onLine?.(line.trim());
      }
      tail.splice(0, tail.length - 25);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.on('error', reject);
    child.on('close', resolve);
  }).catch(error => {
    throw new Problem(
      `'${command}' could not be started (${error.message}).`,
      mend ?? '',
    );
  });
  log.end();

  if (code !== 0) {
    throw new Problem(
      `'${name}' ended with code ${code}.`,
      mend ?? `Its whole output is in ${logFile}.`,
      tail.join('\n'),
    );
  }
}
