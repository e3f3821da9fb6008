import type { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';

/** Upstream keeps what a form field is to itself, and gives it to its own form as it is. */
export function isFieldExtension<T extends object>(
  field: T,
): field is T & FieldExtensionOptions {
  return 'name' in field && 'component' in field;
}
