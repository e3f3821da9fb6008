import type {
  Flag,
  FlagDefinition,
  FlagEnvironment,
} from '@causeway/plugin-feature-flags-common';

export type EnvironmentContent = Pick<
  FlagEnvironment,
  'state' | 'defaultVariant' | 'targeting'
>;

/** What people decide about a flag, without what the portal keeps count of. */
export interface FlagContent extends FlagDefinition {
  flagSet: string;
  environments: { [environment: string]: EnvironmentContent };
}

export function toFlagContent(flag: FlagContent): FlagContent {
  return {
    flagSet: flag.flagSet,
    ...toDefinition(flag),
    environments: Object.fromEntries(
      Object.entries(flag.environments).map(([name, environment]) => [
        name,
        toEnvironmentContent(environment),
      ]),
    ),
  };
}

export function toDefinition(flag: FlagDefinition): FlagDefinition {
  return {
    key: flag.key,
    type: flag.type,
    kind: flag.kind,
    description: flag.description,
    tags: flag.tags,
    entityRef: flag.entityRef,
    variants: flag.variants,
    prerequisites: flag.prerequisites,
    metadata: flag.metadata,
  };
}

export function toEnvironmentContent(
  environment: EnvironmentContent,
): EnvironmentContent {
  return {
    state: environment.state,
    defaultVariant: environment.defaultVariant,
    targeting: environment.targeting,
  };
}

/** Whether two parts of a flag say the same, in the same order: the order of variants is the author's. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function isSameFlag(before: Flag, content: FlagContent): boolean {
  return isSame(toFlagContent(before), toFlagContent(content));
}
