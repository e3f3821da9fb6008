import type {
  Environment,
  FlagDefinition,
  FlagMetadata,
  Prerequisite,
} from '@causeway/plugin-feature-flags-common';
import { assertEnvironment } from '../environments/assertEnvironment';
import { normalizeEntityRef } from '../ownership/EntityOwners';
import type { EnvironmentContent, FlagContent } from './flagContent';

/** A flag as someone sends it who makes one: what is left out has a default. */
export interface NewFlag
  extends Omit<
    FlagDefinition,
    'tags' | 'entityRef' | 'prerequisites' | 'metadata'
  > {
  tags?: string[];
  entityRef?: string;
  prerequisites?: Prerequisite[];
  metadata?: FlagMetadata;
  environments?: { [environment: string]: Partial<EnvironmentContent> };
}

/**
 * Fills in the defaults of a new flag: it belongs to the entity of its set, and is
 * disabled where nothing is said.
 *
 * @throws InputError for an environment that there is not
 */
export function toNewContent(
  { environments = {}, ...flag }: NewFlag,
  set: { flagSet: string; entityRef: string; environments: Environment[] },
): FlagContent {
  for (const name of Object.keys(environments)) {
    assertEnvironment(set.environments, name);
  }
  return {
    ...flag,
    flagSet: set.flagSet,
    tags: flag.tags ?? [],
    entityRef:
      flag.entityRef === undefined
        ? set.entityRef
        : normalizeEntityRef(flag.entityRef),
    prerequisites: flag.prerequisites ?? [],
    metadata: flag.metadata ?? {},
    environments: Object.fromEntries(
      set.environments.map(({ name }) => [
        name,
        {
          ...environments[name],
          state: environments[name]?.state ?? 'DISABLED',
        },
      ]),
    ),
  };
}
