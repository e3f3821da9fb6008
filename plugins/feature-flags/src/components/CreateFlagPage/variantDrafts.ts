import type {
  FlagType,
  FlagValue,
} from '@causeway/plugin-feature-flags-common';

/** A variant as it is typed. */
export interface VariantDraft {
  id: number;
  name: string;
  text: string;
}

/** What a form starts with for flags of each type. */
export const initialVariants: { readonly [K in FlagType]: VariantDraft[] } = {
  boolean: [
    { id: 0, name: 'on', text: 'true' },
    { id: 1, name: 'off', text: 'false' },
  ],
  string: [
    { id: 0, name: 'control', text: '' },
    { id: 1, name: 'treatment', text: '' },
  ],
  number: [
    { id: 0, name: 'low', text: '1' },
    { id: 1, name: 'high', text: '10' },
  ],
  object: [{ id: 0, name: 'default', text: '{}' }],
};

/** Variants as they are edited. */
export function toVariantDrafts(variants: {
  [name: string]: FlagValue;
}): VariantDraft[] {
  return Object.entries(variants).map(([name, value], id) => ({
    id,
    name,
    text: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

/** The variants that were typed, or the first one whose value is not of the type. */
export function parseVariants(
  type: FlagType,
  drafts: VariantDraft[],
):
  | { variants: { [name: string]: FlagValue }; badVariant?: never }
  | { badVariant: VariantDraft } {
  const variants: { [name: string]: FlagValue } = {};
  for (const draft of drafts) {
    const value = parseVariantValue(type, draft.text);
    if (value === undefined) {
      return { badVariant: draft };
    }
    variants[draft.name.trim()] = value;
  }
  return { variants };
}

/** The value that a text stands for in a flag of some type; undefined if it is not of that type. */
export function parseVariantValue(
  type: FlagType,
  text: string,
): FlagValue | undefined {
  if (type === 'string') {
    return text;
  }
  try {
    const value: unknown = JSON.parse(text);
    return hasType(value, type) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasType(value: unknown, type: FlagType): value is FlagValue {
  return typeof value === type && value !== null && !Array.isArray(value);
}
