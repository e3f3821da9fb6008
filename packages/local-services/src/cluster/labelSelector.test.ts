import { parseLabelSelector } from './labelSelector';

const labels = {
  app: 'payment-service',
  'app.kubernetes.io/name': 'payment-service',
  'backstage.io/kubernetes-id': 'payment-service',
  tier: 'backend',
  revision: '12',
  empty: '',
};

describe('parseLabelSelector', () => {
  it.each([
    ['', true],
    ['app=payment-service', true],
    ['app==payment-service', true],
    ['app = payment-service', true],
    ['app=order-service', false],
    ['missing=payment-service', false],
    ['app!=order-service', true],
    ['app!=payment-service', false],
    ['missing!=anything', true],
    ['app in (order-service, payment-service)', true],
    ['app in (order-service,cart-service)', false],
    ['missing in (a)', false],
    ['app notin (order-service)', true],
    ['app notin (payment-service,order-service)', false],
    ['missing notin (a)', true],
    ['tier', true],
    ['missing', false],
    ['!missing', true],
    ['!tier', false],
    ['! tier', false],
    ['empty=', true],
    ['tier=', false],
    ['empty in (,a)', true],
    ['revision>11', true],
    ['revision > 12', false],
    ['revision<13', true],
    ['tier<13', false],
    ['backstage.io/kubernetes-id=payment-service', true],
    ['app=payment-service,tier=backend', true],
    ['app=payment-service,tier=frontend', false],
    ['tier in (backend,frontend),!missing,app', true],
    // A label may be called like an operator.
    ['in=1', false],
    // Names that every JavaScript object has are no labels.
    ['constructor', false],
    ['!toString', true],
  ])('%j selects the payment service: %s', (selector, expected) => {
    expect(parseLabelSelector(selector)(labels)).toBe(expected);
  });

  it.each([
    ['app in', "found the end, expected '('"],
    ['app in payment-service', "found 'payment-service', expected '('"],
    ['app in (a', "found the end, expected ')'"],
    ['app in (a b)', "found 'b', expected ')'"],
    ['app=a,', 'found the end, expected a label after the comma'],
    ['app=a b', "found 'b', expected ','"],
    ['app ~ b', "found '~', expected one of: in, notin, =, ==, !=, >, <"],
    ['=a', "'=' is no label key"],
    ['!', "'' is no label key"],
    ['a/b/c=1', "'a/b/c' is no label key"],
    ['Example.com/a=1', "'Example.com/a' is no label key"],
    ['app=-a', "'-a' is no label value"],
    [`app=${'a'.repeat(64)}`, `'${'a'.repeat(64)}' is no label value`],
    ['revision>many', "'many' is no integer, which '>' and '<' compare with"],
  ])('refuses %j', (selector, reason) => {
    expect(() => parseLabelSelector(selector)).toThrow(
      `unable to parse label selector '${selector}': ${reason}`,
    );
  });
});
