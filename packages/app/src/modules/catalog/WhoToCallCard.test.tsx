import type { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { searchApiRef } from '@backstage/plugin-search-react';
import { screen, within } from '@testing-library/react';
import { WhoToCallCard } from './WhoToCallCard';

const apiVersion = 'backstage.io/v1alpha1';

function createGroup(name: string, parent?: string): Entity {
  return {
    apiVersion,
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: parent
      ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
      : [],
  };
}

const groups = [
  createGroup('payments-team', 'commerce'),
  createGroup('commerce', 'engineering'),
  createGroup('engineering'),
];

const paymentService: Entity = {
  apiVersion,
  kind: 'Component',
  metadata: {
    name: 'payment-service',
    namespace: 'default',
    annotations: { 'pagerduty.com/service-id': 'P1234AB' },
    links: [
      { url: 'https://grafana.example', title: 'Dashboard' },
      {
        url: 'https://runbooks.example',
        title: 'Incident response',
        type: 'runbook',
      },
    ],
  },
  spec: { type: 'service', lifecycle: 'production' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments-team' }],
};

function renderCard(entity: Entity) {
  renderInTestApp(
    <EntityProvider entity={entity}>
      <WhoToCallCard />
    </EntityProvider>,
    {
      apis: [
        [catalogApiRef, catalogApiMock({ entities: groups })],
        [searchApiRef, { query: async () => ({ results: [] }) }],
      ],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

function getFact(label: string) {
  const term = screen.getByText(label, { selector: 'dt' });
  return term.nextElementSibling as HTMLElement;
}

describe('WhoToCallCard', () => {
  it('names the owner, the groups above it, the on-call service and the runbook', async () => {
    renderCard(paymentService);

    await screen.findByText('Part of');
    expect(
      within(getFact('Owner')).getByRole('link', { name: 'payments-team' }),
    ).toHaveAttribute('href', '/catalog/default/group/payments-team');
    expect(
      within(getFact('Part of'))
        .getAllByRole('link')
        .map(link => link.textContent),
    ).toEqual(['commerce', 'engineering']);
    expect(getFact('On call')).toHaveTextContent('PagerDuty P1234AB');
    expect(
      within(getFact('Runbook')).getByRole('link', {
        name: /Incident response/,
      }),
    ).toHaveAttribute('href', 'https://runbooks.example');
    expect(getFact('Lifecycle')).toHaveTextContent('production');
  });

  it('says how to add what is missing', async () => {
    renderCard({
      ...paymentService,
      metadata: { name: 'orphan', namespace: 'default' },
      relations: [],
    });

    expect(await screen.findByText('No runbook linked')).toBeInTheDocument();
    expect(screen.getByText('type: runbook')).toBeInTheDocument();
    expect(screen.getByText('No owner')).toBeInTheDocument();
    expect(screen.getByText('No on-call service linked')).toBeInTheDocument();
    expect(screen.getByText('pagerduty.com/service-id')).toBeInTheDocument();
  });

  it('says that the owner is not in the catalog', async () => {
    renderCard({
      ...paymentService,
      relations: [{ type: 'ownedBy', targetRef: 'group:default/gone' }],
    });

    expect(
      await screen.findByText('group:default/gone is not in the catalog.'),
    ).toBeInTheDocument();
  });
});
