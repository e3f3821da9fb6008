import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

/** Where the joined backend lies in the bundle; `packages/backend` starts it. */
export const joinedFile = join('packages', 'backend', 'dist', 'joined.cjs');

// OpenTelemetry changes modules as Node loads them, so that these have to be loaded by Node:
// itself and what it instruments.
const loadedByNode =
  /^(@opentelemetry\/|(express|knex|pg|pg-pool|winston|undici|@redis\/client|redis|dataloader|generic-pool)$)/;

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
      'const compiled = ajv.compile(schema);',
      'let check; const compiled = data => { check ??= ajv.compile(schema); const isValid = check(data); compiled.errors = check.errors; return isValid; };',
    ],
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
  const entry = join(bundle, 'packages', 'backend', 'dist', 'index.cjs.js');
  const outfile = join(bundle, joinedFile);
  const result = await build({
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
    // The stack of an error keeps its names.
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    banner: {
      js: `const __fromBundle=path=>require('node:path').resolve(__dirname,${JSON.stringify(
        relative(dirname(outfile), bundle),
      )},path);`,
    },
    plugins: [keepPlaces(bundle, outfile)],
  });
  return Object.keys(result.metafile.inputs).length;
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
