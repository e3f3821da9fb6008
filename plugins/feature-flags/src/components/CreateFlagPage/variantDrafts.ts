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
