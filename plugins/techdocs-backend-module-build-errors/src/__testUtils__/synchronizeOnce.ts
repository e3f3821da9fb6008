import { synchronize } from './synchronize';

// Run as a process of its own: mkdocs is searched in the PATH that a process starts with.
synchronize(process.argv[2]).then(event =>
  // Something of the stopped backend would keep the process for minutes.
  process.stdout.write(`\n${JSON.stringify(event)}`, () => process.exit()),
);
