import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_FLAG } from '@causeway/plugin-feature-flags-common';
import { z } from 'zod';

/** A flag as permission rules see it. */
export interface FlagResource {
  flagSet: string;
  /** Absent when a flag set as a whole is asked for. */
  flagKey?: string;
  /** Absent when no single environment is concerned. */
  environment?: string;
  /** Refs of the owners of the flag's entity. */
  ownerRefs: string[];
}

/** What a conditional decision turns into when flags are listed. */
export type FlagFilter =
  | { key: 'ownerRefs'; values: string[] }
  | { key: 'environment'; values: string[] };

export const flagResourceRef = createPermissionResourceRef<
  FlagResource,
  FlagFilter
>().with({ pluginId: 'feature-flags', resourceType: RESOURCE_TYPE_FLAG });

const isFlagOwner = createPermissionRule({
  name: 'IS_FLAG_OWNER',
  description: 'Allow flags whose entity is owned by one of the claims',
  resourceRef: flagResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity refs of the user and the groups they belong to'),
  }),
  apply: ({ ownerRefs }, { claims }) =>
    ownerRefs.some(ownerRef => claims.includes(ownerRef)),
  toQuery: ({ claims }) => ({ key: 'ownerRefs', values: claims }),
});

const inEnvironment = createPermissionRule({
  name: 'IN_ENVIRONMENT',
  description:
    'Allow what concerns one of the given environments only; what concerns all of them is refused',
  resourceRef: flagResourceRef,
  paramsSchema: z.object({
    environments: z.array(z.string()).describe('Names of environments'),
  }),
  apply: ({ environment }, { environments }) =>
    environment !== undefined && environments.includes(environment),
  toQuery: ({ environments }) => ({
    key: 'environment',
    values: environments,
  }),
});

export const flagRules = { isFlagOwner, inEnvironment };

export const {
  conditions: flagConditions,
  createConditionalDecision: createFlagConditionalDecision,
} = createConditionExports({ resourceRef: flagResourceRef, rules: flagRules });
