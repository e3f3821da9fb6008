import { renderInTestApp } from '@backstage/frontend-test-utils';
import { Cell, CellText, type ColumnConfig } from '@backstage/ui';
import { screen, within } from '@testing-library/react';
import { NamedTable } from './NamedTable';

const columns: ColumnConfig<{ id: string; owner: string }>[] = [
  {
    id: 'id',
    label: 'Service',
    isRowHeader: true,
    cell: ({ id }) => <CellText title={id} />,
  },
  {
    id: 'owner',
    label: 'Owner',
    cell: ({ owner }) => <Cell>{owner}</Cell>,
  },
  {
    id: 'secret',
    label: 'Secret',
    isHidden: true,
    cell: () => <Cell>hidden</Cell>,
  },
];

describe('NamedTable', () => {
  it('has the name that it was given, and the columns that are not hidden', async () => {
    renderInTestApp(
      <NamedTable
        label="Services that fail"
        columns={columns}
        items={[
          { id: 'cart', owner: 'Orders' },
          { id: 'search', owner: 'Storefront' },
        ]}
      />,
    );
    const table = await screen.findByRole('grid', {
      name: 'Services that fail',
    });
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual(['Service', 'Owner']);
    expect(
      within(within(table).getByRole('row', { name: 'search' })).getByText(
        'Storefront',
      ),
    ).toBeVisible();
    expect(within(table).queryByText('hidden')).not.toBeInTheDocument();
  });
});
