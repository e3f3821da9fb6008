import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from './support/environment';
import { PortalClient } from './support/PortalClient';

const patienceMs = 300_000;

/** Waits until a new portal has read the demo, built its docs and indexed both. */
export default async function globalSetup(): Promise<void> {
  const services = join(
    import.meta.dirname,
    '..',
    'catalog',
    'demo',
    'services',
  );
  const deadline = Date.now() + patienceMs;
  const portal = await PortalClient.signIn(environment.portalUrl);
  for (const name of ['causeway', ...(await readdir(services))]) {
    for (;;) {
      const missing = await describeMissing(portal, name);
      if (!missing) {
        break;
      }
      if (Date.now() > deadline) {
        throw new Error(`After ${patienceMs / 1000} s ${missing}`);
      }
      await sleep(1_000);
    }
  }
}

async function describeMissing(
  portal: PortalClient,
  name: string,
): Promise<string | undefined> {
  const entity = await portal.findEntity('component', name);
  if (!entity) {
    return `the catalog does not have '${name}'.`;
  }
  const hasDocs =
    entity.metadata.annotations?.['backstage.io/techdocs-ref'] !== undefined;
  for (const type of hasDocs
    ? ['software-catalog', 'techdocs']
    : ['software-catalog']) {
    if (!(await portal.isIndexed(type, name))) {
      return `the search has nothing of type '${type}' for '${name}'.`;
    }
  }
  return undefined;
}
