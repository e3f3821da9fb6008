import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__/renderPage';
import {
  createCounts,
  createRefusal,
  createScorecardApi,
} from '../../__fixtures__/scorecards';

const path = '/readiness/rules/has-runbook';

function createApi() {
  const scorecardApi = createScorecardApi();
  scorecardApi.countRuleStates.mockResolvedValue([
    {
      ruleId: 'has-runbook',
      counts: createCounts({ fail: 142, pass: 58, unknown: 3 }),
    },
  ]);
  scorecardApi.listEntitiesByRule.mockImplementation(async (_rule, options) =>
    options?.cursor
      ? {
          items: [
            {
              entityRef: 'component:default/order-service',
              title: 'order-service',
              state: 'fail',
            },
          ],
        }
      : {
          items: [
            {
              entityRef: 'component:default/cart-service',
              title: 'cart-service',
              ownerRef: 'group:default/orders-team',
              state: 'fail',
              message: '$.pages is 0.',
              actual: 0,
              since: '2020-01-01T00:00:00Z',
            },
          ],
          nextCursor: 'abc',
        },
  );
  return scorecardApi;
}

describe('RulePage', () => {
  it('says how many fail the rule, and which with what was found', async () => {
    const scorecardApi = createApi();
    renderPage(scorecardApi, path);
    expect(
      await screen.findByText('142 entities fail this'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { name: 'Has a runbook' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('button', { name: 'Unknown 3' }),
    ).toBeInTheDocument();

    const table = await screen.findByRole('grid', {
      name: 'Entities by the rule Has a runbook',
    });
    const row = within(table).getByRole('row', { name: /cart-service/ });
    expect(row).toHaveTextContent('Fail');
    expect(row).toHaveTextContent('0$.pages is 0.');
    expect(
      within(row).getByRole('link', { name: 'cart-service' }),
    ).toHaveAttribute('href', '/catalog/default/component/cart-service');
    expect(scorecardApi.listEntitiesByRule).toHaveBeenCalledWith(
      { scorecardId: 'readiness', ruleId: 'has-runbook' },
      expect.objectContaining({ states: ['fail'], limit: 25 }),
    );
  });

  it('pages by cursor', async () => {
    renderPage(createApi(), path);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Next page' }),
    );
    expect(
      await screen.findByRole('row', { name: /order-service/ }),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    expect(screen.getByText(/^Query:/)).toHaveTextContent('?cursor=abc');
  });

  it('keeps states and filters in the URL, from the first page on', async () => {
    const scorecardApi = createApi();
    renderPage(scorecardApi, `${path}?owner=group:default/a&cursor=abc`);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Pass 58' }),
    );
    await waitFor(() =>
      expect(scorecardApi.listEntitiesByRule).toHaveBeenLastCalledWith(
        { scorecardId: 'readiness', ruleId: 'has-runbook' },
        expect.objectContaining({
          states: ['fail', 'pass'],
          owner: ['group:default/a'],
          cursor: undefined,
        }),
      ),
    );
    expect(screen.getByText(/^Query:/)).toHaveTextContent(
      '?owner=group%3Adefault%2Fa&state=fail&state=pass',
    );
  });

  it('exports what it shows', async () => {
    const scorecardApi = createApi();
    scorecardApi.exportResults.mockResolvedValue(new Blob(['a']));
    // jsdom has neither of them.
    const createObjectURL = jest.fn((_file: Blob) => 'blob:a');
    Object.assign(URL, { createObjectURL, revokeObjectURL: jest.fn() });
    const downloads: string[] = [];
    const onClick = (event: MouseEvent) => {
      if (event.target instanceof HTMLAnchorElement && event.target.download) {
        event.preventDefault();
      }
    };
    document.addEventListener('click', onClick);
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        downloads.push(this.download);
      });

    renderPage(scorecardApi, `${path}?state=unknown&tag=go`);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'NDJSON' }),
    );
    await waitFor(() =>
      expect(downloads).toEqual(['readiness-has-runbook.ndjson']),
    );
    expect(scorecardApi.exportResults).toHaveBeenCalledWith(
      'readiness',
      expect.objectContaining({
        format: 'ndjson',
        ruleId: 'has-runbook',
        states: ['unknown'],
        tag: 'go',
      }),
    );
    document.removeEventListener('click', onClick);
    jest.restoreAllMocks();
  });

  it('says that an export failed, and why', async () => {
    const scorecardApi = createApi();
    scorecardApi.exportResults.mockRejectedValue(
      await createRefusal(503, 'PostgreSQL does not answer'),
    );
    renderPage(scorecardApi, path);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export' }),
    );
    await userEvent.click(await screen.findByRole('menuitem', { name: 'CSV' }));
    expect(
      await screen.findByText('PostgreSQL does not answer'),
    ).toBeInTheDocument();
  });

  it('says that nobody fails the rule', async () => {
    const scorecardApi = createApi();
    scorecardApi.countRuleStates.mockResolvedValue([
      { ruleId: 'has-runbook', counts: createCounts({ pass: 5 }) },
    ]);
    scorecardApi.listEntitiesByRule.mockResolvedValue({ items: [] });
    renderPage(scorecardApi, path);
    expect(await screen.findByText('No entity fails this')).toBeInTheDocument();
    expect(
      await screen.findByText('No entity is in these states'),
    ).toBeInTheDocument();
  });

  it('says that there is no such rule', async () => {
    renderPage(createApi(), '/readiness/rules/gone');
    expect(
      await screen.findByText("The scorecard 'readiness' has no rule 'gone'"),
    ).toBeInTheDocument();
    expect(screen.getByText('This does not exist')).toBeInTheDocument();
  });
});
