const { dirname, join } = require('node:path');
const { deferHeavyModules } = require('./deferHeavyModules.cjs');

// `backstage-cli package build`, whose bundler takes no configuration of the app's, with ours.
const cliModule = dirname(
  require.resolve('@backstage/cli-module-build/package.json'),
);
const bundler = require(join(cliModule, 'dist/lib/bundler/config.cjs.js'));
const { createConfig } = bundler;
if (typeof createConfig !== 'function') {
  throw new Error(
    "The CLI's bundler has no 'createConfig' any more: see packages/app/bundler/build.cjs.",
  );
}
bundler.createConfig = async (...args) =>
  deferHeavyModules(await createConfig(...args));

process.argv.splice(2, 0, 'package', 'build');
require('@backstage/cli');
