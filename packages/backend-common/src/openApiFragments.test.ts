import { body, closed, json, list, page } from './openApiFragments';

const item = { type: 'integer' } as const;

it('describes pages and lists of items as closed objects', () => {
  expect(json('The numbers', page(item))).toEqual({
    description: 'The numbers',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          additionalProperties: false,
          required: ['items'],
          properties: {
            items: { type: 'array', items: item },
            nextCursor: { type: 'string' },
          },
        },
      },
    },
  });
  expect(Object.keys(list(item).properties)).toEqual(['items']);
  expect(body(closed({ id: item }, ['id']))).toMatchObject({
    required: true,
    content: {
      'application/json': {
        schema: { required: ['id'], additionalProperties: false },
      },
    },
  });
});
