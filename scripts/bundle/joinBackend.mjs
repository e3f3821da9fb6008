import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

const folder = join('packages', 'backend', 'dist');

/** What `packages/backend` starts when its code is joined. */
export const startFile = join(folder, 'start.cjs');

// V8 would forget the code of what ran once, which at a start is most of it, and it would be
// missing in what is compiled ahead.
const start = `require('node:v8').setFlagsFromString('--no-flush-bytecode');
require('./joined.cjs');
`;

// OpenTelemetry changes modules as Node loads them, so that these have to be loaded by Node:
// itself and what it instruments.
const loadedByNode =
  /^(@opentelemetry\/|(express|pg|pg-pool|winston|undici|@redis\/client|redis|dataloader|generic-pool)$)/;

// What a start would compile though it may never be asked. A release that changes these lines
// stops the build.
const changes = {
  // Once for all plugins instead of once for each: the schema of OpenAPI itself.
  'node_modules/express-openapi-validator/dist/framework/openapi.schema.validator.js':
    [
      [
        'constructor(opts) {',
        'constructor(opts) { const known = (OpenAPISchemaValidator.known ??= {}), key = `${opts.version} ${Boolean(opts.validateApiSpec)}`; if (known[key]) { this.validator = known[key]; return; }',
      ],
      [
        'this.validator = ajvInstance.compile(schema);',
        'this.validator = known[key] = ajvInstance.compile(schema);',
      ],
    ],
  // With the first entity of its kind: the schemas of entities.
  'node_modules/@backstage/catalog-model/dist/validation/ajv.cjs.js': [
    [
      'const ajv = new Ajv__default',
      'let check; const compile = () => { const ajv = new Ajv__default',
    ],
    [
      'const compiled = ajv.compile(schema);',
      'return ajv.compile(schema); }; const compiled = data => { check ??= compile(); const isValid = check(data); compiled.errors = check.errors; return isValid; };',
    ],
  ],
  // Together instead of first one by one and then together: the schemas of configuration.
  'node_modules/@backstage/config-loader/dist/schema/compile.cjs.js': [
    ['ajv.compile(schema.value);', ''],
  ],
};

/**
 * Joins the code of the backend and of all packages it loads into one file.
 *
 * @remarks
 * A start would otherwise look for, read and compile some four thousand files. What is read at
 * run time, such as migrations, is still read from the packages.
 *
 * @param {string} bundle
 */
export async function joinBackend(bundle) {
  const entry = join(bundle, folder, 'index.cjs.js');
  const outfile = join(bundle, folder, 'joined.cjs');
  await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // Backend packages mean what a start without this would load.
    mainFields: ['main'],
    conditions: ['require', 'node', 'default'],
    // By their names errors become a status.
    keepNames: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    banner: {
      js: `const __fromBundle=path=>require('node:path').resolve(__dirname,${JSON.stringify(
        relative(dirname(outfile), bundle),
      )},path);`,
    },
    plugins: [keepPlaces(bundle, outfile)],
  });
  await writeFile(join(bundle, startFile), start);
}

function keepPlaces(bundle, outfile) {
  return {
    name: 'keep-places',
    setup(setup) {
      const keepOutside = file => ({
        path: `./${relative(dirname(outfile), file)}`.split(sep).join('/'),
        external: true,
      });
      setup.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) =>
        path.startsWith('.') ? keepOutside(join(resolveDir, path)) : undefined,
      );
      setup.onResolve(
        { filter: /^[^./]/ },
        async ({ path, importer, kind }) => {
          if (kind === 'entry-point' || path.startsWith('node:')) {
            return undefined;
          }
          const require = createRequire(importer);
          let file;
          try {
            file = require.resolve(path);
          } catch {
            // Optional, and not installed: who asks for it handles that.
            return { path, external: true };
          }
          if (!file.startsWith(bundle)) {
            return { path, external: true };
          }
          return loadedByNode.test(path) || (await hidesItsImports(file))
            ? keepOutside(file)
            : undefined;
        },
      );
      setup.onLoad({ filter: /\.[cm]?js$/ }, async ({ path }) => {
        const name = relative(bundle, path).split(sep).join('/');
        const source = change(name, await readFile(path, 'utf8'));
        const place = JSON.stringify(name);
        const folder = JSON.stringify(relative(bundle, dirname(path)));
        if (!/__dirname|__filename|import\.meta\.url/.test(source)) {
          return { contents: source, loader: 'js' };
        }
        const [hashbang = ''] = source.match(/^#!.*\n/) ?? [];
        const names = Object.entries({ __dirname: folder, __filename: place })
          // Modules of the newer kind declare them themselves.
          .filter(
            ([name]) => !new RegExp(`(const|let|var) ${name}\\b`).test(source),
          )
          .map(([name, value]) => `${name}=__fromBundle(${value})`);
        return {
          contents: `${names.length > 0 ? `var ${names};` : ''}${source
            .slice(hashbang.length)
            .replaceAll(
              'import.meta.url',
              `require('node:url').pathToFileURL(__fromBundle(${place})).href`,
            )}`,
          loader: 'js',
        };
      });
    },
  };
}

// Hands `require` on, as the output of TypeScript for several module systems does, or `module`.
async function hidesItsImports(file) {
  return (
    /\.[cm]?js$/.test(file) &&
    /factory\(require, exports\)|require\('pkginfo'\)/.test(
      await readFile(file, 'utf8'),
    )
  );
}

function change(name, source) {
  return (changes[name] ?? []).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) {
      throw new Error(
        `'${name}' has no '${from}' any more: see scripts/bundle/joinBackend.mjs.`,
      );
    }
    return changed.replace(from, () => to);
  }, source);
}
