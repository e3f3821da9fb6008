import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { act, screen } from '@testing-library/react';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { CatalogImportClient } from './CatalogImportClient';
import { MarkdownContent } from './MarkdownContent';
import { ToastContainer } from './ToastContainer';

class Queue {
  visibleToasts: unknown[] = [];
  readonly #listeners = new Set<() => void>();

  subscribe(listener: () => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(title: string) {
    this.visibleToasts = [
      ...this.visibleToasts,
      { key: title, content: { title, status: 'success' } },
    ];
    this.#listeners.forEach(listener => listener());
  }
}

describe('what the first page leaves out', () => {
  it('shows Markdown as the component does whose place it takes', async () => {
    renderInTestApp(
      <MarkdownContent
        content={'# Runbook\n\n<b>Stop</b> <script>1</script>'}
      />,
    );
    expect(
      await screen.findByRole('heading', { name: 'Runbook' }),
    ).toBeInTheDocument();
    expect(screen.getByText('Stop').tagName).toBe('B');
    expect(document.querySelector('script')).toBeNull();
  });

  it('shows a message that came before the container was loaded, and those after it', async () => {
    const queue = new Queue();
    renderInTestApp(<ToastContainer queue={queue} />);
    // The test app's own.
    expect(screen.getAllByRole('region')).toHaveLength(1);
    act(() => queue.add('The component was registered'));
    expect(
      await screen.findByText('The component was registered'),
    ).toBeInTheDocument();
    act(() => queue.add('It has docs'));
    expect(await screen.findByText('It has docs')).toBeInTheDocument();
  });

  it('registers a component through the client that it loads', async () => {
    const catalogApi = catalogApiMock.mock({
      addLocation: async ({ target }) => ({
        location: {
          id: '1',
          type: 'url',
          target,
          entityRef: 'location:default/generated-1',
        },
        entities: [],
        exists: true,
      }),
    });
    const configApi = mockApis.config();
    const client = new CatalogImportClient({
      catalogApi,
      configApi,
      discoveryApi: mockApis.discovery(),
      fetchApi: mockApis.fetch(),
      scmAuthApi: { getCredentials: jest.fn() },
      scmIntegrationsApi: ScmIntegrations.fromConfig(configApi),
    });
    await expect(
      client.analyzeUrl('https://git.example.com/orders/catalog-info.yaml'),
    ).resolves.toEqual({
      type: 'locations',
      locations: [
        {
          exists: true,
          target: 'https://git.example.com/orders/catalog-info.yaml',
          entities: [],
        },
      ],
    });
  });
});
