import { ResponseError } from '@backstage/errors';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createGoldenPathsApi,
  renderGoldenPaths,
} from '../__testUtils__/renderGoldenPaths';
import { OriginCard } from './OriginCard';
import { ServicesPage } from './ServicesPage';
import { TemplatesPage } from './TemplatesPage';

const goService = {
  entityRef: 'component:default/parcels',
  title: 'parcels',
  owner: 'group:default/payments',
  templateRef: 'template:default/go-microservice',
  version: '1.0.0',
  latestVersion: '1.2.0',
  state: 'behind',
} as const;

const updateHref =
  '/start/default/update-from-golden-path?formData=%7B%22entity%22%3A%22component%3Adefault%2Fparcels%22%7D';

async function refuse(status: number) {
  return ResponseError.fromResponse(
    Response.json(
      {
        error: { name: 'Error', message: 'Not for you' },
        response: { statusCode: status },
      },
      { status },
    ),
  );
}

describe('TemplatesPage', () => {
  it('shows how golden paths do to their owners, and to others who follows them', async () => {
    const api = createGoldenPathsApi();
    const common = { services: 4, behind: 1, version: '1.2.0' };
    api.listTemplates.mockResolvedValue({
      items: [
        {
          ...common,
          templateRef: 'template:default/go-microservice',
          title: 'Go Microservice',
          runs: {
            total: 9,
            succeeded: 7,
            failed: 1,
            successRate: 0.875,
            medianSeconds: 7.44,
          },
        },
        {
          ...common,
          templateRef: 'template:default/python-service',
          title: 'Python Service',
        },
      ],
    });
    renderGoldenPaths(<TemplatesPage />, { api });
    const own = await screen.findByRole('row', { name: /Go Microservice/ });
    expect(own).toHaveTextContent('87 % (7/8)');
    expect(
      within(own).getByRole('link', { name: 'Go Microservice' }),
    ).toHaveAttribute('href', '/start/default/go-microservice');
    expect(within(own).getByRole('link', { name: '1 behind' })).toHaveAttribute(
      'href',
      '/golden-paths/services?template=template%3Adefault%2Fgo-microservice&state=behind',
    );
    const others = screen.getByRole('row', { name: /Python Service/ });
    expect(others).toHaveTextContent('For its owners');
  });

  it('says how to begin where there is none, and whom to ask where one may not look', async () => {
    renderGoldenPaths(<TemplatesPage />);
    expect(await screen.findByText('No golden paths yet')).toBeVisible();
  });

  it('says whom to ask where one may not look', async () => {
    const api = createGoldenPathsApi();
    api.listTemplates.mockRejectedValue(await refuse(403));
    renderGoldenPaths(<TemplatesPage />, { api });
    expect(await screen.findByText(/Ask a platform engineer/)).toBeVisible();
  });
});

describe('ServicesPage', () => {
  it('lists services by the filters of the URL, with a filled-in update', async () => {
    const api = createGoldenPathsApi();
    api.listServices.mockResolvedValue({
      items: [
        goService,
        {
          ...goService,
          entityRef: 'component:default/labels',
          title: 'labels',
          version: '1.2.0',
          state: 'current',
        },
      ],
      total: 2,
    });
    renderGoldenPaths(<ServicesPage />, {
      api,
      path: '/?state=behind&owner=group:default/payments&order=owner',
    });
    const row = await screen.findByRole('row', { name: /parcels/ });
    expect(row).toHaveTextContent('Behind');
    expect(
      within(row).getByRole('link', { name: 'Update parcels' }),
    ).toHaveAttribute('href', updateHref);
    expect(
      within(screen.getByRole('row', { name: /labels/ })).queryByRole('link', {
        name: /Update/,
      }),
    ).not.toBeInTheDocument();
    expect(screen.getByText('2 services')).toBeVisible();
    expect(api.listServices).toHaveBeenCalledWith({
      state: ['behind'],
      owner: ['group:default/payments'],
      template: undefined,
      order: 'owner',
      cursor: undefined,
      limit: 25,
    });
  });

  it('says that there are more than are counted', async () => {
    const api = createGoldenPathsApi();
    api.listServices.mockResolvedValue({ items: [goService] });
    renderGoldenPaths(<ServicesPage />, { api });
    expect(await screen.findByText('More than 1,000 services')).toBeVisible();
  });

  it('puts a filter into the URL, and takes all of them out', async () => {
    renderGoldenPaths(<ServicesPage />);
    await userEvent.click(await screen.findByRole('button', { name: /State/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Behind' }),
    );
    expect(await screen.findByText('No service matches')).toBeVisible();
    expect(screen.getByText('Location: /?state=behind')).toBeInTheDocument();
    await userEvent.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );
    expect(
      await screen.findByText('Nothing came from a golden path yet'),
    ).toBeVisible();
    expect(screen.getByText('Location: /')).toBeInTheDocument();
  });

  it('gives the reason of a failure and another try', async () => {
    const api = createGoldenPathsApi();
    api.listServices.mockRejectedValueOnce(await refuse(503));
    renderGoldenPaths(<ServicesPage />, { api });
    expect(await screen.findByText('Not for you')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Nothing came from a golden path yet'),
    ).toBeVisible();
  });
});

describe('OriginCard', () => {
  it('says where an entity came from, and opens an update when it is behind', async () => {
    const api = createGoldenPathsApi();
    api.getService.mockResolvedValue(goService);
    renderGoldenPaths(
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'parcels', namespace: 'default' },
        }}
      >
        <OriginCard />
      </EntityProvider>,
      { api },
    );
    expect(await screen.findByText('Version 1.0.0')).toBeVisible();
    expect(screen.getByText('Version 1.2.0 is out.')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open an update' }),
    ).toHaveAttribute('href', updateHref);
  });
});
