import { buildBundle } from './buildBundle.mjs';
import { installPackages } from './installPackages.mjs';
import { findNodeRuntime } from './nodeRuntime.mjs';
import { prepareDocs } from './prepareDocs.mjs';

/**
 * Fetches what the portal needs on this machine.
 *
 * @param {import('./main.mjs').Context} context
 */
export async function prepareTools(context) {
  const runtime = await findNodeRuntime(context);
  await installPackages(context, runtime);
  return {
    runtime,
    docsEnv: describeDocs(await prepareDocs(context), runtime),
  };
}

/**
 * Fetches what the portal needs and builds it.
 *
 * @param {import('./main.mjs').Context} context
 */
export async function preparePortal(context) {
  const prepared = await prepareTools(context);
  return { ...prepared, entry: await buildBundle(context, prepared.runtime) };
}

function describeDocs(docs, runtime) {
  return 'bin' in docs
    ? { PATH: `${docs.bin}:${runtime.env.PATH}`, DOCS_UNAVAILABLE: '' }
    : { DOCS_UNAVAILABLE: docs.unavailable };
}
