import type {
  Flag,
  FlagKind,
  Prerequisite,
} from '@causeway/plugin-feature-flags-common';
import { toVariantDrafts, type VariantDraft } from '../CreateFlagPage';

/** Stands for "no default variant"; no variant has this name. */
export const codeDefault = '*';

/** What a flag is, as it is edited. */
export interface FlagDraft {
  description: string;
  kind: FlagKind;
  tags: string;
  entityRef: string;
  variants: VariantDraft[];
  /** The default variant in each environment, or {@link codeDefault}. */
  defaults: { [environment: string]: string };
  prerequisites: Prerequisite[];
}

export function toFlagDraft(flag: Flag, environments: string[]): FlagDraft {
  return {
    description: flag.description ?? '',
    kind: flag.kind,
    tags: flag.tags.join(', '),
    entityRef: flag.entityRef,
    variants: toVariantDrafts(flag.variants),
    defaults: Object.fromEntries(
      environments.map(name => [
        name,
        flag.environments[name]?.defaultVariant ?? codeDefault,
      ]),
    ),
    prerequisites: flag.prerequisites,
  };
}

/** Changes the variants; a default follows the variant that is renamed. */
export function changeVariants(
  { variants, defaults }: FlagDraft,
  next: VariantDraft[],
): Pick<FlagDraft, 'variants' | 'defaults'> {
  const renamed = new Map<string, string>();
  for (const { id, name } of variants) {
    const isUnique = variants.filter(other => other.name === name).length === 1;
    const successor = next.find(variant => variant.id === id);
    if (isUnique && successor && successor.name !== name) {
      renamed.set(name, successor.name);
    }
  }
  return {
    variants: next,
    defaults: Object.fromEntries(
      Object.entries(defaults).map(([environment, name]) => [
        environment,
        renamed.get(name) ?? name,
      ]),
    ),
  };
}

/** A field as lines of text, to compare two versions of it. */
export function describeField(
  draft: FlagDraft,
  field: keyof FlagDraft,
): string {
  switch (field) {
    case 'variants':
      return draft.variants
        .map(({ name, text }) => `${name}: ${text}\n`)
        .join('');
    case 'defaults':
      return Object.entries(draft.defaults)
        .map(([environment, name]) => `${environment}: ${name}\n`)
        .join('');
    case 'prerequisites':
      return draft.prerequisites
        .map(({ flagKey, variants }) => `${flagKey}: ${variants.join(', ')}\n`)
        .join('');
    default:
      return `${draft[field]}\n`;
  }
}
