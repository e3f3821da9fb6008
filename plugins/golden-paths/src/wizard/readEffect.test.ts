import { readEffect } from './readEffect';

const template = (...actions: unknown[]) => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'x' },
  spec: { steps: actions.map(action => ({ action } as { action: string })) },
});

it.each([
  ['creates', template('golden-path:fetch', 'golden-path:publish')],
  ['creates', template('publish:github')],
  ['creates', { ...template(), spec: { steps: 'none' } }],
  ['creates', undefined],
  ['proposes', template('golden-path:fetch', 'golden-path:pull-request')],
  ['updates', template('golden-path:update')],
])('%s', (effect, entity) => {
  expect(readEffect(entity)).toBe(effect);
});
