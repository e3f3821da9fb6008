import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { isStale, type Flag } from '@causeway/plugin-feature-flags-common';
import type { FlagsService } from '@causeway/plugin-feature-flags-node';
import type { FactCollector } from '@causeway/plugin-scorecard-node';

/** A run asks for many batches of entities; all of them need the same flags. */
const keptMs = 20_000;
const pageSize = 200;

/** How many feature flags an entity has, and how many outlived their purpose. */
export function createFlagCollector(options: {
  auth: AuthService;
  flags: Pick<FlagsService, 'listFlags'>;
}): FactCollector {
  const { auth, flags } = options;
  let kept: { at: number; flags: Promise<Map<string, Flag[]>> } | undefined;

  async function readFlags(): Promise<Map<string, Flag[]>> {
    const byEntity = new Map<string, Flag[]>();
    let cursor: string | undefined;
    do {
      const page = await flags.listFlags(
        { limit: pageSize, cursor },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      for (const flag of page.items) {
        const entityRef = flag.entityRef.toLocaleLowerCase('en-US');
        const ofEntity = byEntity.get(entityRef) ?? [];
        ofEntity.push(flag);
        byEntity.set(entityRef, ofEntity);
      }
      cursor = page.nextCursor;
    } while (cursor);
    return byEntity;
  }

  return {
    factRef: 'feature-flags:default/flags',
    description:
      'Feature flags that were made for the entity. `{flags, stale, staleFlags: [<key>]}`',
    async collect(entities) {
      const now = Date.now();
      if (!kept || now - kept.at > keptMs) {
        const current = { at: now, flags: readFlags() };
        kept = current;
        // A failure is for this batch alone.
        current.flags.catch(() => {
          kept = kept === current ? undefined : kept;
        });
      }
      const byEntity = await kept.flags;
      return new Map(
        entities.map(entity => {
          const entityRef = stringifyEntityRef(entity);
          const ofEntity = byEntity.get(entityRef) ?? [];
          const stale = ofEntity
            .filter(flag => isStale(flag, new Date(now)))
            .map(({ key }) => key);
          return [
            entityRef,
            {
              status: 'known',
              source: 'feature-flags',
              collectedAt: new Date(now).toISOString(),
              value: {
                flags: ofEntity.length,
                stale: stale.length,
                staleFlags: stale,
              },
            },
          ];
        }),
      );
    },
  };
}
