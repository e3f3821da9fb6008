import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { Environment, Flag } from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../api';

/** How many flags of one entity are shown; the list page has the rest. */
const flagLimit = 100;

export interface EntityFlags {
  environments: Environment[];
  flags: Flag[];
  /** The entity has more flags than were read. */
  hasMore: boolean;
}

/** The flags made for the entity of the page, by key. */
export function useEntityFlags() {
  const flagsApi = useApi(flagsApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const [changedFlags, setChangedFlags] = useState<Flag[]>([]);

  const { value, loading, error, retry } =
    useAsyncRetry(async (): Promise<EntityFlags> => {
      const [environments, page] = await Promise.all([
        flagsApi.listEnvironments(),
        flagsApi.listFlags({ entityRef, limit: flagLimit }),
      ]);
      setChangedFlags([]);
      return {
        environments,
        flags: page.items,
        hasMore: page.nextCursor !== undefined,
      };
    }, [flagsApi, entityRef]);

  return {
    entityRef,
    value: value && {
      ...value,
      // A row stays where it is when the user changes it.
      flags: value.flags.map(
        flag =>
          changedFlags.find(
            ({ flagSet, key }) => flagSet === flag.flagSet && key === flag.key,
          ) ?? flag,
      ),
    },
    loading,
    error,
    retry,
    /** Takes over a flag as the backend answered it after a change. */
    replaceFlag: (flag: Flag) => setChangedFlags(flags => [flag, ...flags]),
  };
}
