import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { EditorView } from '@codemirror/view';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  createEnvironment,
  createFlag,
  createFlagsApi,
  createRefusal,
} from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { rootRouteRef } from '../../routes';
import { FlagPage } from './FlagPage';

let flagsApi: jest.Mocked<FlagsApi>;

const flag = createFlag({
  environments: {
    development: createEnvironment({
      targeting: { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', 'off'] },
    }),
    production: createEnvironment({ state: 'DISABLED' }),
  },
});

beforeEach(() => {
  flagsApi = createFlagsApi();
  flagsApi.getFlag.mockResolvedValue(flag);
});

function renderPage(
  path = '',
  authorize:
    | AuthorizeResult.ALLOW
    | AuthorizeResult.DENY = AuthorizeResult.ALLOW,
) {
  renderInTestApp(
    <Routes>
      <Route
        path="/feature-flags/sets/:flagSet/flags/:flagKey/*"
        element={<FlagPage />}
      />
    </Routes>,
    {
      apis: [[flagsApiRef, flagsApi], mockApis.permission({ authorize })],
      initialRouteEntries: [
        `/feature-flags/sets/payments/flags/checkout-v2${path}`,
      ],
      mountedRoutes: {
        '/feature-flags': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

/** Replaces the text of an editor, which does not take typed keys without a layout. */
function setText(editor: HTMLElement, text: string) {
  const view = EditorView.findFromDOM(editor);
  act(() => {
    view?.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
    });
  });
}

async function findEvent(title: string): Promise<HTMLElement> {
  const heading = await screen.findByRole('heading', { name: title });
  return heading.closest('li') ?? heading;
}

describe('the overview', () => {
  it('shows what the flag is', async () => {
    flagsApi.getFlag.mockResolvedValue(
      createFlag({
        description: 'The one-page checkout',
        tags: ['ui', 'checkout'],
        prerequisites: [{ flagKey: 'new-cart', variants: ['on'] }],
      }),
    );
    renderPage();
    expect(
      await screen.findByRole('heading', { name: 'checkout-v2' }),
    ).toBeInTheDocument();
    expect(await screen.findByText('ui, checkout')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'new-cart has to serve on' }),
    ).toHaveAttribute('href', '/feature-flags/sets/payments/flags/new-cart');
    expect(
      screen.getByRole('switch', { name: 'checkout-v2 in Production' }),
    ).toBeInTheDocument();
  });

  it('says that there is no such flag', async () => {
    flagsApi.getFlag.mockRejectedValue(
      await createRefusal(404, "No feature flag with key 'checkout-v2'"),
    );
    renderPage();
    expect(
      await screen.findByText("No feature flag with key 'checkout-v2'"),
    ).toBeInTheDocument();
  });

  it('deletes the flag once its key is typed', async () => {
    flagsApi.deleteFlag.mockResolvedValue(undefined);
    renderPage();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Delete the flag' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /^Type checkout-v2/ }),
      'checkout-v2{Enter}',
    );
    await waitFor(() =>
      expect(flagsApi.deleteFlag).toHaveBeenCalledWith(
        { flagSet: 'payments', key: 'checkout-v2' },
        { revision: 3, reason: undefined },
      ),
    );
  });
});

describe('the rules', () => {
  it('shows problems where they are, and saves rules without any', async () => {
    flagsApi.validate.mockResolvedValueOnce([]);
    flagsApi.validate.mockResolvedValueOnce([
      { pointer: '/targeting/if/0', message: "No operator 'equals'" },
    ]);
    flagsApi.updateFlagEnvironment.mockResolvedValue({ ...flag, revision: 4 });
    renderPage('/rules/development');

    const editor = await screen.findByRole('textbox', {
      name: 'Rules of checkout-v2 in Development',
    });
    expect(editor).toHaveTextContent('"plan"');
    expect(await screen.findByText('No problems found')).toBeInTheDocument();
    const save = screen.getByRole('button', { name: 'Save the rules' });
    expect(save).toBeDisabled();

    setText(editor, '{"if": [');
    expect(
      await screen.findByText('Line 1: Close bracket expected'),
    ).toBeInTheDocument();

    setText(editor, '{"if": [\n  {"equals": [1, 1]}, "on"]}');
    expect(
      await screen.findByText("Line 2: No operator 'equals'"),
    ).toBeInTheDocument();
    expect(screen.getByText('1 problem')).toBeInTheDocument();
    expect(save).toBeDisabled();

    setText(editor, '{"if": [{"==": [1, 1]}, "on"]}');
    await waitFor(() => expect(save).toBeEnabled());
    expect(flagsApi.validate).toHaveBeenLastCalledWith(
      { flagSet: 'payments', key: 'checkout-v2', environment: 'development' },
      {
        targeting: { if: [{ '==': [1, 1] }, 'on'] },
        variants: { on: true, off: false },
        defaultVariant: 'on',
      },
    );
    await userEvent.click(save);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Save in Development' }),
    );
    await waitFor(() =>
      expect(flagsApi.updateFlagEnvironment).toHaveBeenCalledWith(
        { flagSet: 'payments', key: 'checkout-v2', environment: 'development' },
        {
          revision: 3,
          state: 'ENABLED',
          defaultVariant: 'on',
          targeting: { if: [{ '==': [1, 1] }, 'on'] },
          reason: undefined,
        },
      ),
    );
  });

  it('keep what was typed when somebody saved since', async () => {
    flagsApi.updateFlagEnvironment.mockRejectedValueOnce(
      await createRefusal(409, 'Changed by user:default/grace'),
    );
    renderPage('/rules/development');
    const editor = await screen.findByRole('textbox', {
      name: 'Rules of checkout-v2 in Development',
    });
    setText(editor, '{"if": [{"==": [1, 1]}, "on"]}');
    const save = screen.getByRole('button', { name: 'Save the rules' });
    await waitFor(() => expect(save).toBeEnabled());
    await userEvent.click(save);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Save in Development' }),
    );
    flagsApi.getFlag.mockResolvedValue({
      ...flag,
      environments: {
        ...flag.environments,
        development: createEnvironment({
          defaultVariant: 'off',
          targeting: { if: [{ '==': [2, 2] }, 'on'] },
        }),
      },
      revision: 4,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Load the latest' }),
    );

    const notice = await screen.findByRole('alert', {
      name: 'Somebody saved since you began',
    });
    expect(notice).toHaveTextContent('Rules: both of you changed it');
    expect(notice).toHaveTextContent('Default variant');
    expect(editor).toHaveTextContent('1, 1');
    expect(save).toBeDisabled();
    await userEvent.click(
      within(notice).getByRole('button', { name: 'Take theirs' }),
    );
    // The editor takes no text from outside while somebody types.
    await waitFor(() => expect(editor).toHaveTextContent('2'));
    expect(editor).not.toHaveTextContent('1, 1');
  });

  it('may only be read by who may not change them', async () => {
    renderPage('/rules/production', AuthorizeResult.DENY);
    expect(
      await screen.findByText(/changing them in Production is not allowed/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Save the rules' })).toBeNull();
  });

  it('explains what a context gets from the rules as they are typed', async () => {
    flagsApi.explain.mockResolvedValue({
      result: { value: true, variant: 'on', reason: 'TARGETING_MATCH' },
      steps: [
        {
          pointer: '',
          operator: 'if',
          result: 'on',
          children: [
            {
              pointer: '/if/0',
              operator: '==',
              operands: ['pro', 'pro'],
              result: true,
              children: [],
            },
          ],
        },
      ],
      bucket: 12.345,
      prerequisites: [
        { flagKey: 'new-cart', variants: ['on'], variant: 'off', isMet: false },
      ],
    });
    renderPage('/rules/development');

    const context = await screen.findByRole('textbox', {
      name: 'Evaluation context',
    });
    const explain = screen.getByRole('button', { name: 'Explain' });
    setText(context, '[1]');
    await userEvent.click(explain);
    expect(
      await screen.findByText('The context is not a JSON object'),
    ).toBeInTheDocument();
    expect(flagsApi.explain).not.toHaveBeenCalled();

    setText(context, '{"targetingKey": "ada", "plan": "pro"}');
    await userEvent.click(explain);
    expect(await screen.findByText('TARGETING_MATCH')).toBeInTheDocument();
    expect(flagsApi.explain).toHaveBeenCalledWith(
      { flagSet: 'payments', key: 'checkout-v2', environment: 'development' },
      {
        context: { targetingKey: 'ada', plan: 'pro' },
        targeting: { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', 'off'] },
      },
    );
    expect(screen.getByText('12.35 of 100')).toBeInTheDocument();
    expect(
      screen.getByText('new-cart serves off: not fulfilled'),
    ).toBeInTheDocument();
    const inner = screen.getByText('==("pro", "pro")');
    expect(inner.closest('ul ul')).not.toBeNull();
  });
});

describe('the history', () => {
  it('shows what changed, who did it and why, and restores', async () => {
    flagsApi.listEvents.mockImplementation(async (_flagSet, options) =>
      options?.cursor
        ? {
            items: [
              {
                id: 1,
                flagSet: 'payments',
                subject: 'flag',
                subjectKey: 'checkout-v2',
                action: 'create',
                actor: 'user:default/ada',
                after: { key: 'checkout-v2' },
                revision: 1,
                previousHash: '',
                hash: 'a',
                createdAt: '2026-11-01T00:00:00Z',
              },
            ],
          }
        : {
            items: [
              {
                id: 2,
                flagSet: 'payments',
                subject: 'flag',
                subjectKey: 'checkout-v2',
                environment: 'development',
                action: 'toggle',
                actor: 'user:default/grace',
                reason: 'Ready for everybody',
                before: { state: 'DISABLED', revision: 1 },
                after: { state: 'ENABLED', revision: 2 },
                revision: 2,
                previousHash: 'a',
                hash: 'b',
                createdAt: '2026-11-02T00:00:00Z',
              },
            ],
            nextCursor: 'older',
          },
    );
    flagsApi.restore.mockResolvedValue(undefined);
    renderPage('/history');

    const latest = await findEvent('Switched in Development');
    expect(latest).toHaveTextContent('Ready for everybody');
    expect(latest).toHaveTextContent('Removed: − "state": "DISABLED"');
    expect(latest).toHaveTextContent('Added: + "state": "ENABLED"');
    expect(latest).not.toHaveTextContent('"revision"');
    // The flag is in this state already.
    expect(
      within(latest).queryByRole('button', { name: 'Restore this state' }),
    ).toBeNull();

    await userEvent.click(
      screen.getByRole('button', { name: 'Older changes' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Restore this state' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Restore checkout-v2 to revision 1?',
    });
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /^Type checkout-v2/ }),
      'checkout-v2{Enter}',
    );
    await waitFor(() =>
      expect(flagsApi.restore).toHaveBeenCalledWith('payments', 1, {
        revision: 3,
        reason: undefined,
      }),
    );
    await waitFor(() => expect(flagsApi.getFlag).toHaveBeenCalledTimes(2));
  });
});
