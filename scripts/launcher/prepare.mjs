import { buildBundle } from './buildBundle.mjs';
import { installPackages } from './installPackages.mjs';
import { findNodeRuntime } from './nodeRuntime.mjs';
import { prepareDocs } from './prepareDocs.mjs';

/**
 * Fetches what the portal needs on this machine.
 *
 * @param {import('./Progress.mjs').Progress} progress
 */
export async function prepareTools(progress) {
  const runtime = await findNodeRuntime(progress);
  await installPackages(progress, runtime);
  return {
    runtime,
    docsEnv: describeDocs(await prepareDocs(progress), runtime),
  };
}

/**
 * Fetches what the portal needs and builds it.
 *
 * @param {import('./Progress.mjs').Progress} progress
 */
export async function preparePortal(progress) {
  const prepared = await prepareTools(progress);
  return { ...prepared, entry: await buildBundle(progress, prepared.runtime) };
}

function describeDocs(docs, runtime) {
  return 'bin' in docs
    ? { PATH: `${docs.bin}:${runtime.env.PATH}`, DOCS_UNAVAILABLE: '' }
    : { DOCS_UNAVAILABLE: docs.unavailable };
}
