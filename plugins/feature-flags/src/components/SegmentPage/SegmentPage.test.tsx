import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import type { UsedSegment } from '@causeway/plugin-feature-flags-common';
import { EditorView } from '@codemirror/view';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { createFlagsApi, createRefusal } from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { FeatureFlagsRouter } from '../FeatureFlagsRouter';

let flagsApi: jest.Mocked<FlagsApi>;

const segment: UsedSegment = {
  flagSet: 'payments',
  name: 'staff',
  description: 'Who works here',
  targeting: { '==': [{ var: 'plan' }, 'staff'] },
  revision: 2,
  updatedAt: '2026-11-01T00:00:00Z',
  updatedBy: 'user:default/ada',
  uses: [{ flagKey: 'checkout-v2', environment: 'production' }],
};
const name = { flagSet: 'payments', name: 'staff' };

beforeEach(() => {
  flagsApi = createFlagsApi();
  flagsApi.listSegments.mockImplementation(async flagSet => [
    { ...segment, flagSet },
  ]);
  flagsApi.getFlagSet.mockResolvedValue({
    name: 'payments',
    entityRef: 'component:default/payment-service',
    bucketing: 'v2',
    revision: 3,
    createdAt: '2026-11-01T00:00:00Z',
  });
});

function renderAt(
  path: string,
  authorize:
    | AuthorizeResult.ALLOW
    | AuthorizeResult.DENY = AuthorizeResult.ALLOW,
) {
  renderInTestApp(
    <Routes>
      <Route path="/feature-flags/*" element={<FeatureFlagsRouter />} />
    </Routes>,
    {
      apis: [[flagsApiRef, flagsApi], mockApis.permission({ authorize })],
      initialRouteEntries: [`/feature-flags/sets${path}`],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

/** Replaces the text of an editor, which does not take typed keys without a layout. */
async function setRule(text: string) {
  const view = EditorView.findFromDOM(
    await screen.findByRole('textbox', { name: 'Rule of the segment' }),
  );
  act(() => {
    view?.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
    });
  });
}

async function confirm(label: string) {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(
    within(await screen.findByRole('dialog')).getByRole('button', {
      name: label,
    }),
  );
}

describe('the segments of a flag set', () => {
  it('are listed with the rules that use them', async () => {
    renderAt('/payments/segments');
    const row = await screen.findByRole('row', { name: /staff/ });
    expect(screen.getByRole('grid')).toHaveAccessibleName(
      'Segments of payments',
    );
    expect(row).toHaveTextContent('Who works here');
    expect(
      within(row).getByRole('link', { name: 'checkout-v2 in Production' }),
    ).toHaveAttribute(
      'href',
      '/feature-flags/sets/payments/flags/checkout-v2/rules/production',
    );
  });

  it('may be none', async () => {
    flagsApi.listSegments.mockResolvedValueOnce([]);
    renderAt('/payments/segments');
    expect(await screen.findByText('No segments yet')).toBeInTheDocument();
  });

  it('may be forbidden', async () => {
    flagsApi.listSegments.mockRejectedValue(await createRefusal(403, 'No'));
    renderAt('/payments/segments');
    expect(
      await screen.findByText('You are not allowed to see this'),
    ).toBeInTheDocument();
  });
});

describe('a new segment', () => {
  it('is checked while it is typed, and made', async () => {
    flagsApi.validateSegment.mockResolvedValueOnce([
      { pointer: '/targeting/equals', message: "No operator 'equals'" },
    ]);
    flagsApi.putSegment.mockResolvedValue(segment);
    renderAt('/payments/create-segment');
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Name/ }),
      'testers',
    );
    const create = screen.getByRole('button', { name: 'Create the segment' });
    expect(create).toBeDisabled();
    await setRule('{\n  "equals": [1, 1]}');
    expect(
      await screen.findByText("Line 2: No operator 'equals'"),
    ).toBeInTheDocument();
    expect(create).toBeDisabled();

    await setRule('{"==": [1, 1]}');
    await waitFor(() => expect(create).toBeEnabled());
    await confirm('Create the segment');
    await waitFor(() =>
      expect(flagsApi.putSegment).toHaveBeenCalledWith(
        { flagSet: 'payments', name: 'testers' },
        {
          targeting: { '==': [1, 1] },
          description: undefined,
          revision: undefined,
          reason: undefined,
        },
      ),
    );
    expect(
      await screen.findByRole('grid', { name: 'Segments of payments' }),
    ).toBeInTheDocument();
  });
});

describe('a segment', () => {
  it('keeps what was typed when somebody saved since', async () => {
    flagsApi.putSegment.mockRejectedValueOnce(
      await createRefusal(409, "Segment 'staff' was changed by grace"),
    );
    renderAt('/payments/segments/staff');
    await setRule('{"==": [1, 1]}');
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Save the segment' }),
      ).toBeEnabled(),
    );
    await confirm('Save the segment');
    flagsApi.listSegments.mockResolvedValue([
      {
        ...segment,
        targeting: { '==': [2, 2] },
        revision: 3,
        updatedBy: 'user:default/grace',
      },
    ]);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Load the latest' }),
    );
    expect(
      await screen.findByRole('alert', {
        name: 'Somebody saved since you began',
      }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Keep mine' }));
    flagsApi.putSegment.mockResolvedValue(segment);
    await confirm('Save the segment');
    await waitFor(() =>
      expect(flagsApi.putSegment).toHaveBeenLastCalledWith(
        name,
        expect.objectContaining({
          targeting: { '==': [1, 1] },
          revision: 3,
        }),
      ),
    );
  });

  it('cannot be deleted while a rule uses it', async () => {
    renderAt('/payments/segments/staff');
    const remove = await screen.findByRole('button', {
      name: 'Delete the segment',
    });
    expect(remove).toBeDisabled();
    expect(remove).toHaveAccessibleDescription(
      'A segment that rules use cannot be deleted; change those first.',
    );
  });

  it('is deleted when no rule uses it, unless one does meanwhile', async () => {
    flagsApi.listSegments.mockResolvedValue([{ ...segment, uses: [] }]);
    flagsApi.deleteSegment.mockRejectedValueOnce(
      await createRefusal(409, "Segment 'staff' is used by 'late' in staging"),
    );
    renderAt('/payments/segments/staff');
    await confirm('Delete the segment');
    expect(
      await screen.findByText('It cannot be deleted as things stand'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Load the latest' }),
    );
    flagsApi.deleteSegment.mockResolvedValue(undefined);
    await confirm('Delete the segment');
    await waitFor(() =>
      expect(flagsApi.deleteSegment).toHaveBeenLastCalledWith(name, {
        revision: 2,
        reason: undefined,
      }),
    );
  });

  it('may only be read by who may not change it', async () => {
    // Permissions are remembered by name, so that this set is another one.
    renderAt('/guarded/segments/staff', AuthorizeResult.DENY);
    expect(
      await screen.findByText('You may read this segment, and not change it.'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Save the segment' }),
    ).toBeNull();
    expect(
      screen.queryByRole('button', { name: 'Delete the segment' }),
    ).toBeNull();
  });

  it('may not exist', async () => {
    renderAt('/payments/segments/gone');
    expect(
      await screen.findByText("No segment 'gone' in flag set 'payments'"),
    ).toBeInTheDocument();
  });
});
