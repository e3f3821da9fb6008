import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ownerPickerField } from '../fields/OwnerPicker';
import { FieldForm } from './FieldForm';
import { group, renderGoldenPaths } from './renderGoldenPaths';

const entities = [
  group('payments', { title: 'Payments', parent: 'commerce' }),
  group('commerce', { title: 'Commerce', parent: 'harborline' }),
  // Above each other in a circle.
  group('harborline', { title: 'Harborline', parent: 'payments' }),
  group('storefront', { title: 'Storefront', parent: 'commerce' }),
];

/** The field for somebody in the group of payments. */
export function renderOwnerPicker(
  options: { isAllowed?: boolean; ownership?: string[]; initial?: object } = {},
) {
  renderGoldenPaths(
    <FieldForm
      field={ownerPickerField}
      property={{
        title: 'Owner Team',
        'ui:options': { allowedKinds: ['Group'] },
      }}
      initial={{ ...options.initial }}
    />,
    {
      entities,
      isAllowed: options.isAllowed,
      ownership: options.ownership ?? [
        'user:default/ada',
        'group:default/payments',
      ],
    },
  );
}

export async function readOwnerOptions(): Promise<(string | null)[]> {
  const field = await screen.findByRole('combobox', { name: /Owner Team/ });
  await screen.findByRole('button', { name: /Owner Team/ });
  await userEvent.click(field);
  await userEvent.keyboard('{ArrowDown}');
  const options = await screen.findAllByRole('option');
  return options.map(({ textContent }) => textContent);
}
