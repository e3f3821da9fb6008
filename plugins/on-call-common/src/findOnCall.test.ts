import { findOnCall, listOnCallAnnotations } from './findOnCall';

function withAnnotations(annotations: { [key: string]: string }) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'payments', annotations },
  };
}

describe('findOnCall', () => {
  it.each([
    [{ 'pagerduty.com/service-id': 'P1234AB' }, 'PagerDuty P1234AB'],
    [{ 'opsgenie.com/team': ' payments ' }, 'Opsgenie payments'],
    [{ 'pagerduty.com/service-id': ' ' }, undefined],
    [{ 'pagerduty.com/integration-key': 'secret' }, undefined],
    [{}, undefined],
  ])('finds in %j the product and id %p', (annotations, expected) => {
    expect(findOnCall(withAnnotations(annotations))).toBe(expected);
  });
});

describe('listOnCallAnnotations', () => {
  it('hands on who is called, and no keys', () => {
    expect(
      listOnCallAnnotations(
        withAnnotations({
          'opsgenie.com/team': ' payments ',
          'pagerduty.com/service-id': 'P1234AB',
          'pagerduty.com/integration-key': 'secret',
          'splunk.com/on-call-team': ' ',
        }),
      ),
    ).toEqual({
      'pagerduty.com/service-id': 'P1234AB',
      'opsgenie.com/team': 'payments',
    });
  });
});
