import { Entity } from '@backstage/catalog-model';
import { toOwnershipDocument } from './toOwnershipDocument';

// eslint-disable-next-line no-script-url -- it must be refused
const scriptUrl = 'javascript:alert(1)';

const paymentService: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'payment-service',
    title: 'Payment Service',
    description: 'Handles all payment processing and reconciliation',
    annotations: { 'pagerduty.com/service-id': 'P1234AB' },
    tags: ['payments', 'critical', 'go'],
    links: [
      { url: 'https://grafana.internal/d/payment-service', title: 'Grafana' },
      { url: '/docs/default/component/payment-service', type: 'Runbook' },
    ],
  },
  spec: {
    type: 'service',
    lifecycle: 'production',
    owner: 'group:payments-team',
    system: 'checkout-system',
  },
  relations: [
    { type: 'ownedBy', targetRef: 'group:default/payments-team' },
    { type: 'partOf', targetRef: 'component:default/checkout' },
    { type: 'partOf', targetRef: 'system:default/checkout-system' },
  ],
};

function withMetadata(metadata: Partial<Entity['metadata']>): Entity {
  return {
    ...paymentService,
    metadata: { ...paymentService.metadata, ...metadata },
  };
}

describe('toOwnershipDocument', () => {
  it('adds owner, system, on-call service and runbook to the default document', () => {
    expect(toOwnershipDocument(paymentService)).toEqual({
      title: 'Payment Service (payment-service)',
      text: 'Handles all payment processing and reconciliation · Owner: payments-team · On call: PagerDuty P1234AB · Tags: payments, critical, go · Name: payment-service',
      componentType: 'service',
      type: 'service',
      namespace: 'default',
      kind: 'Component',
      lifecycle: 'production',
      owner: 'group:payments-team',
      ownerRef: 'group:default/payments-team',
      systemRef: 'system:default/checkout-system',
      onCall: 'PagerDuty P1234AB',
      runbookUrl: '/docs/default/component/payment-service',
    });
  });

  it('leaves out what an entity does not say', () => {
    const document = toOwnershipDocument({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: 'ada' },
      spec: {
        profile: { displayName: 'Ada Lovelace', email: 'ada@example.com' },
      },
    });

    expect(JSON.parse(JSON.stringify(document))).toEqual({
      title: 'ada',
      text: 'Ada Lovelace : ada@example.com · Name: ada',
      componentType: 'other',
      type: 'other',
      namespace: 'default',
      kind: 'User',
      lifecycle: '',
      owner: '',
    });
  });

  it.each([
    ['a title that is the name', 'payment-service', 'payment-service'],
    ['no title', undefined, 'payment-service'],
    ['another title', 'Payments', 'Payments (payment-service)'],
  ])('names the entity once with %s', (_, title, expected) => {
    expect(toOwnershipDocument(withMetadata({ title })).title).toBe(expected);
  });

  it.each([
    [{ 'pagerduty.com/service-id': ' P1 ' }, 'PagerDuty P1'],
    [{ 'opsgenie.com/component-selector': 'tag:"x"' }, 'Opsgenie tag:"x"'],
    [{ 'opsgenie.com/team': 'payments' }, 'Opsgenie payments'],
    [{ 'splunk.com/on-call-team': 'sre' }, 'Splunk On-Call sre'],
    [
      { 'opsgenie.com/team': 'payments', 'pagerduty.com/service-id': 'P1' },
      'PagerDuty P1',
    ],
    [{ 'pagerduty.com/service-id': '' }, undefined],
    [{ 'pagerduty.com/integration-key': 'secret' }, undefined],
  ])('reads the on-call service from %j', (annotations, onCall) => {
    const document = toOwnershipDocument(withMetadata({ annotations }));

    expect(document.onCall).toBe(onCall);
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it.each([
    [{ url: 'https://wiki.example.com/r', type: 'RUNBOOK' }, true],
    [{ url: 'http://wiki.example.com/r', title: 'Payment runbooks' }, true],
    [{ url: '/docs/default/component/x', title: 'Runbook' }, true],
    [{ url: 'https://wiki.example.com/r', title: 'Dashboard' }, false],
    [{ url: scriptUrl, type: 'runbook' }, false],
    [{ url: 'data:text/html,x', type: 'runbook' }, false],
    [{ url: '//evil.example.com', type: 'runbook' }, false],
    [{ url: '/\\evil.example.com', type: 'runbook' }, false],
    [{ url: 'docs/runbook', type: 'runbook' }, false],
  ])('takes %j as a runbook: %s', (link, isTaken) => {
    expect(
      toOwnershipDocument(withMetadata({ links: [link] })).runbookUrl,
    ).toBe(isTaken ? link.url : undefined);
  });

  it('passes over a runbook link that is not safe to follow', () => {
    const links = [
      { url: scriptUrl, type: 'runbook' },
      { url: 'https://wiki.example.com/r', type: 'runbook' },
    ];

    expect(toOwnershipDocument(withMetadata({ links })).runbookUrl).toBe(
      'https://wiki.example.com/r',
    );
  });
});
