import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { defaultData } from './paths.mjs';
import { Problem } from './Problem.mjs';
import { readOptions } from './readOptions.mjs';

describe('readOptions', () => {
  it('has a default for everything', () => {
    assert.deepEqual(readOptions([]), {
      port: 7007,
      data: defaultData,
      cluster: 'demo',
      configs: [],
      isVerbose: false,
    });
  });

  it('reads what is given, and folders from where one stands', () => {
    const here = fileURLToPath(import.meta.url);
    assert.deepEqual(
      readOptions([
        ...['--port', '8107', '--data', 'other', '--cluster', 'kubeconfig'],
        ...['--config', here, '--config', here, '--verbose'],
      ]),
      {
        port: 8107,
        data: `${process.cwd()}/other`,
        cluster: 'kubeconfig',
        configs: [here, here],
        isVerbose: true,
      },
    );
  });

  const refusals = {
    'an unknown option': [
      ['--colour', 'red'],
      "Unknown option '--colour'. The options are --port <number>, --data <folder>, --cluster demo|kubeconfig, --config <file> and --verbose, after two dashes: 'npm start -- --port 8107'.",
    ],
    'an argument that is no option': [
      ['8107'],
      "Unexpected argument '8107'. The options are --port <number>, --data <folder>, --cluster demo|kubeconfig, --config <file> and --verbose, after two dashes: 'npm start -- --port 8107'.",
    ],
    'a port that is no number': [
      ['--port', 'http'],
      "'http' is not a port. Give a whole number from 1024 to 65000 after --port or in PORT.",
    ],
    'a port that only root may use': [
      ['--port', '80'],
      "'80' is not a port. Give a whole number from 1024 to 65000 after --port or in PORT.",
    ],
    'a port that leaves no room for the services': [
      ['--port', '65530'],
      "'65530' is not a port. Give a whole number from 1024 to 65000 after --port or in PORT.",
    ],
    'an unknown cluster': [
      ['--cluster', 'prod'],
      "'prod' is not a cluster. Give 'demo' or 'kubeconfig' after --cluster.",
    ],
    'a folder without a name': [
      ['--data', ''],
      'The folder after --data has no name. Give a folder, which is made when it is missing.',
    ],
    'a configuration file that is not there': [
      ['--config', 'app-config.mine.yaml'],
      "There is no configuration file 'app-config.mine.yaml'. Give the path of a file after --config.",
    ],
  };
  for (const [name, [args, message]] of Object.entries(refusals)) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => readOptions(args),
        error => {
          assert(error instanceof Problem);
          assert.equal(error.message, message);
          return true;
        },
      );
    });
  }
});
