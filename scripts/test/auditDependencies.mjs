import { yarn } from '../launcher/installPackages.mjs';
import { runGroup } from '../launcher/runGroup.mjs';

/**
 * Asks the registry for published weaknesses, of high severity and above, of what the lock file
 * holds. Those that do not concern the portal are written, with the reason, into
 * `npmAuditIgnoreAdvisories` of `.yarnrc.yml`.
 *
 * @param {object} options
 * @param {import('./Tally.mjs').Tally} options.tally
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {AbortSignal} options.stop
 */
export async function auditDependencies({ tally, runtime, stop }) {
  const output = [];
  const code = await runGroup({
    command: runtime.node,
    args: [
      yarn,
      'npm',
      'audit',
      '--all',
      '--recursive',
      '--severity',
      'high',
      '--json',
    ],
    env: runtime.env,
    isNode: true,
    stop,
    onOutput: chunk => output.push(chunk),
  });
  countAudit(tally, { code, output: Buffer.concat(output).toString() });
}

/**
 * @param {import('./Tally.mjs').Tally} tally
 * @param {{ code: number | null, output: string }} result of `yarn npm audit --json`
 */
export function countAudit(tally, { code, output }) {
  const name = 'dependency audit';
  const advisories = output.split('\n').flatMap(readAdvisory);
  if (advisories.length > 0) {
    for (const { value, children } of advisories) {
      tally.fail(
        `${name}: ${value} ${children['Tree Versions']?.join(', ')}: ${
          children.Issue
        } (${children.Severity}, ${children.ID}, ${
          children.URL
        }); raise it, or name ${
          children.ID
        } with the reason in 'npmAuditIgnoreAdvisories'`,
      );
    }
  } else if (code === 0) {
    tally.pass();
  } else {
    // Around it Yarn prints its own minified source, which names every error of the network.
    const [reason] = output.match(/Response code \d+ \([^)]*\)/) ??
      output.match(
        /\b(?:connect|getaddrinfo) (?:ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN)\b/,
      ) ?? [`code ${code}`];
    tally.skip(name, `the registry does not answer audits (${reason})`);
  }
}

// Yarn writes an advisory a line, and a stack trace where it could not ask.
function readAdvisory(line) {
  try {
    const { value, children } = JSON.parse(line);
    return children?.ID === undefined ? [] : [{ value, children }];
  } catch {
    return [];
  }
}
