import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  RESOURCE_TYPE_SCAFFOLDER_ACTION,
  RESOURCE_TYPE_SCAFFOLDER_TASK,
  RESOURCE_TYPE_SCAFFOLDER_TEMPLATE,
} from '@backstage/plugin-scaffolder-common/alpha';
import { RESOURCE_TYPE_FLAG } from '@causeway/plugin-feature-flags-common';
import { limitedToAnnotation, type Limits } from './Limit';

/** Who asks, and what a condition has to know beside. */
export interface ConditionContext {
  userRef: string;
  /** The user and the groups they own things through. */
  claims: string[];
  /** The same, and all groups above them. */
  identities: string[];
  /** For whom entities are meant that are not for everybody. */
  limits: Limits;
  /** Names of the environments of feature flags that are not production. */
  openEnvironments: string[];
}

type Criteria = PermissionCriteria<PermissionCondition>;

/** A word that a condition is made of. */
type Word =
  | {
      takes: 'nothing';
      /** `never` where it can hold of no resource that there is. */
      toCriteria: (context: ConditionContext) => Criteria | 'never';
    }
  | { takes: 'value'; toCriteria: (value: string) => Criteria };

/** The words that conditions on one type of resource are made of. */
export interface Vocabulary {
  /** The plugin that owns the resources and applies the rules. */
  pluginId: string;
  words: Record<string, Word>;
}

export const vocabularies: ReadonlyMap<string, Vocabulary> = new Map<
  string,
  Vocabulary
>([
  [
    RESOURCE_TYPE_CATALOG_ENTITY,
    {
      pluginId: 'catalog',
      words: {
        owner: {
          takes: 'nothing',
          toCriteria: ({ claims }) => ({
            resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
            rule: 'IS_ENTITY_OWNER',
            params: { claims },
          }),
        },
        'limited-to-others': {
          takes: 'nothing',
          // While nothing is limited, reads of the catalog stay without a condition, which would
          // cost time with each list.
          toCriteria: ({ identities, limits }) => {
            if (limits === 'unknown') {
              return isLimited();
            }
            const open = limits.filter(({ refs }) =>
              refs.some(ref => identities.includes(ref)),
            );
            return limits.length === 0
              ? 'never'
              : {
                  allOf: [
                    isLimited(),
                    ...open.map(({ value }) => ({ not: isLimited(value) })),
                  ],
                };
          },
        },
        kind: {
          takes: 'value',
          toCriteria: value => ({
            resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
            rule: 'IS_ENTITY_KIND',
            params: { kinds: value.split('|') },
          }),
        },
        label: {
          takes: 'value',
          toCriteria: value => ({
            resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
            rule: 'HAS_LABEL',
            params: toProperty('label', value),
          }),
        },
        annotation: {
          takes: 'value',
          toCriteria: value => ({
            resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
            rule: 'HAS_ANNOTATION',
            params: toProperty('annotation', value),
          }),
        },
      },
    },
  ],
  [
    RESOURCE_TYPE_SCAFFOLDER_TASK,
    {
      pluginId: 'scaffolder',
      words: {
        owner: {
          takes: 'nothing',
          toCriteria: ({ userRef }) => ({
            resourceType: RESOURCE_TYPE_SCAFFOLDER_TASK,
            rule: 'IS_TASK_OWNER',
            params: { createdBy: [userRef] },
          }),
        },
      },
    },
  ],
  [
    RESOURCE_TYPE_SCAFFOLDER_TEMPLATE,
    {
      pluginId: 'scaffolder',
      words: {
        tag: {
          takes: 'value',
          toCriteria: tag => ({
            resourceType: RESOURCE_TYPE_SCAFFOLDER_TEMPLATE,
            rule: 'HAS_TAG',
            params: { tag },
          }),
        },
      },
    },
  ],
  [
    RESOURCE_TYPE_SCAFFOLDER_ACTION,
    {
      pluginId: 'scaffolder',
      words: {
        action: {
          takes: 'value',
          toCriteria: actionId => ({
            resourceType: RESOURCE_TYPE_SCAFFOLDER_ACTION,
            rule: 'HAS_ACTION_ID',
            params: { actionId },
          }),
        },
      },
    },
  ],
  [
    RESOURCE_TYPE_FLAG,
    {
      pluginId: 'feature-flags',
      words: {
        owner: {
          takes: 'nothing',
          toCriteria: ({ claims }) => ({
            resourceType: RESOURCE_TYPE_FLAG,
            rule: 'IS_FLAG_OWNER',
            params: { claims },
          }),
        },
        'outside-production': {
          takes: 'nothing',
          toCriteria: ({ openEnvironments }) => ({
            resourceType: RESOURCE_TYPE_FLAG,
            rule: 'IN_ENVIRONMENT',
            params: { environments: openEnvironments },
          }),
        },
      },
    },
  ],
]);

function isLimited(value?: string): PermissionCondition {
  return {
    resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
    rule: 'HAS_ANNOTATION',
    params: {
      annotation: limitedToAnnotation,
      ...(value !== undefined && { value }),
    },
  };
}

/** `key` or `key:value`, where the key of a label may hold a slash but no colon. */
function toProperty(name: string, text: string): Record<string, string> {
  const colon = text.indexOf(':');
  return colon < 0
    ? { [name]: text }
    : { [name]: text.slice(0, colon), value: text.slice(colon + 1) };
}
