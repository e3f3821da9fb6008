import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from './Problem.mjs';
import { defaultData } from './paths.mjs';

/**
 * Reads the command line that `npm start` and `npm run dev` share.
 *
 * @param {string[]} args
 * @returns {{ port: number, data: string, cluster: 'demo' | 'kubeconfig', configs: string[], isVerbose: boolean }}
 * @throws {Problem} on an unknown option or a bad value
 */
export function readOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: process.env.PORT ?? '7007' },
        data: { type: 'string', default: defaultData },
        cluster: { type: 'string', default: 'demo' },
        config: { type: 'string', multiple: true, default: [] },
        verbose: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    // Node's own message goes on with advice about arguments that begin with a dash.
    const [cause] = error.message.split(/\.(?: |$)/);
    throw new Problem(
      `${cause}.`,
      // npm takes options that come before its two dashes for its own.
      "The options are --port <number>, --data <folder>, --cluster demo|kubeconfig, --config <file> and --verbose, after two dashes: 'npm start -- --port 8107'.",
    );
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
    throw new Problem(
      `'${values.port}' is not a port.`,
      'Give a whole number from 1024 to 65000 after --port or in PORT.',
    );
  }
  if (values.cluster !== 'demo' && values.cluster !== 'kubeconfig') {
    throw new Problem(
      `'${values.cluster}' is not a cluster.`,
      "Give 'demo' or 'kubeconfig' after --cluster.",
    );
  }
  if (values.data === '') {
    throw new Problem(
      'The folder after --data has no name.',
      'Give a folder, which is made when it is missing.',
    );
  }
  const missing = values.config.find(file => !existsSync(file));
  if (missing !== undefined) {
    throw new Problem(
      `There is no configuration file '${missing}'.`,
      'Give the path of a file after --config.',
    );
  }
  return {
    port,
    data: resolve(values.data),
    cluster: values.cluster,
    configs: values.config.map(file => resolve(file)),
    isVerbose: values.verbose,
  };
}
