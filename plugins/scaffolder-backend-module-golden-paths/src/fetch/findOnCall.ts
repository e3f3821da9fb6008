import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { listOnCallAnnotations } from '@causeway/plugin-on-call-common';

/** The owner's own annotations of who is on call, for what has no service of its own there yet. */
export async function findOnCall(
  owner: string,
  options: {
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    credentials: BackstageCredentials;
  },
): Promise<{ [annotation: string]: string }> {
  const group = await options.catalog.getEntityByRef(
    parseEntityRef(owner, { defaultKind: 'group' }),
    { credentials: options.credentials },
  );
  return group ? listOnCallAnnotations(group) : {};
}
