import {
  createFormField,
  SecretWidget,
} from '@backstage/plugin-scaffolder-react/alpha';

/** Upstream's, which its form knows without an extension. */
export const secretField = createFormField({
  name: 'Secret',
  component: SecretWidget,
});
