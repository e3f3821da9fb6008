const { existsSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const cliModule = dirname(
  require.resolve('@backstage/cli-module-build/package.json'),
);
const { rspack } = require(require.resolve('@rspack/core', {
  paths: [cliModule],
}));

const sources = resolve(__dirname, '../src/deferred');

// Modules of plugins that bring large libraries into the first page although it shows nothing
// of them. The file of the same name in src/deferred stands in their place, and loads the
// module when it is needed; it knows it as `original-module/<name>`.
const deferred = {
  // Markdown with raw HTML: a parser of HTML.
  MarkdownContent:
    '@backstage/core-components/dist/components/MarkdownContent/MarkdownContent.esm.js',
  // Motion, for messages that slide in.
  ToastContainer:
    '@backstage/plugin-app/dist/components/Toast/ToastContainer.esm.js',
  // CSV through streams of Node, for a button that is off by default.
  CatalogExportButton:
    '@backstage/plugin-catalog/dist/components/CatalogExportButton/CatalogExportButton.esm.js',
  // A client of all of GitHub's API, for one pull request.
  CatalogImportClient:
    '@backstage/plugin-catalog-import/dist/api/CatalogImportClient.esm.js',
};

// Calls that compile a schema, or build a model, while their file is loaded. What they return
// serves backends; marked as pure they are left out, and the validator Ajv with them.
const pureCalls = {
  '@backstage/catalog-model/dist/kinds/relations.esm.js':
    'createCatalogModelLayer',
  '@backstage/plugin-scaffolder-common/dist/TemplateEntityV1beta3.esm.js':
    'entityKindSchemaValidator',
};

// Nothing happens when they are loaded, though their packages do not say so: what nobody uses
// of them is left out.
const withoutSideEffects =
  /node_modules[\\/](react-sparklines|rc-progress|react-idle-timer|@typespec[\\/]ts-http-runtime|@azure[\\/](identity|logger|core-[a-z-]+)|@octokit)[\\/]/;

/**
 * @param {import('@rspack/core').Configuration} config
 * @returns {import('@rspack/core').Configuration}
 */
function deferHeavyModules(config) {
  const files = Object.entries(deferred).map(([name, path]) => ({
    name,
    original: findModule(path),
    substitute: join(sources, name),
  }));
  return {
    ...config,
    resolve: {
      ...config.resolve,
      alias: {
        ...config.resolve.alias,
        ...Object.fromEntries(
          files.map(({ name, original }) => [
            `original-module/${name}`,
            original,
          ]),
        ),
      },
    },
    module: {
      ...config.module,
      rules: [
        ...config.module.rules,
        { test: withoutSideEffects, sideEffects: false },
        ...Object.entries(pureCalls).map(([path, name]) => ({
          test: findModule(path),
          use: {
            loader: join(__dirname, 'markCallPure.cjs'),
            options: { name },
          },
        })),
      ],
    },
    plugins: [
      ...config.plugins,
      ...files.map(
        ({ original, substitute }) =>
          new rspack.NormalModuleReplacementPlugin(
            new RegExp(`${original.split('/').at(-1)}$`.replaceAll('.', '\\.')),
            data => {
              if (resolve(data.context, data.request) === original) {
                data.request = substitute;
              }
            },
          ),
      ),
      // The same functions one by one, where Backstage asks for all of them at once.
      new rspack.NormalModuleReplacementPlugin(/^lodash$/, data => {
        if (/[\\/]node_modules[\\/]@backstage[\\/]/.test(data.context)) {
          data.request = require.resolve('lodash-es');
        }
      }),
    ],
  };
}

// A release of Backstage may move them: then the build stops instead of growing in silence.
function findModule(path) {
  const [scope, name] = path.split('/');
  const folder = dirname(require.resolve(`${scope}/${name}/package.json`));
  const file = join(folder, ...path.split('/').slice(2));
  if (!existsSync(file)) {
    throw new Error(
      `'${file}' does not exist: packages/app/bundler/deferHeavyModules.cjs names where Backstage keeps the module now.`,
    );
  }
  return file;
}

module.exports = { deferHeavyModules };
