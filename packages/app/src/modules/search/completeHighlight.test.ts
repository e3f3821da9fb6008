import { completeHighlight } from './completeHighlight';

function highlightTitle(title: string, excerpt: string) {
  const { highlight } = completeHighlight({
    type: 'techdocs',
    document: { title, text: 'A long text', location: '/docs' },
    highlight: {
      preTag: '<m>',
      postTag: '</m>',
      fields: { title: excerpt, text: 'long <m>text</m>' },
    },
  });
  expect(highlight.fields.text).toBe('long <m>text</m>');
  return highlight.fields.title;
}

describe('completeHighlight', () => {
  it.each([
    [
      'Cart Service (cart-service)',
      'Cart <m>Service</m> (<m>cart-service</m>',
      'Cart <m>Service</m> (<m>cart-service</m>)',
    ],
    [
      'Payment API (payment-api)',
      '<m>Payment</m> API (<m>payment</m>',
      '<m>Payment</m> API (<m>payment</m>-api)',
    ],
    [
      'The life of a payment',
      'life of a <m>payment</m>',
      'The life of a <m>payment</m>',
    ],
    [
      '001 - Async payments',
      'Async <m>payments</m>',
      '001 - Async <m>payments</m>',
    ],
    ['Ordering', 'Ordering', 'Ordering'],
    ['Reorder an order', '<m>order</m>', 'Reorder an <m>order</m>'],
    ['C++ (v1.0)', '<m>v1.0</m>', 'C++ (<m>v1.0</m>)'],
  ])('shows the whole of "%s"', (title, excerpt, expected) => {
    expect(highlightTitle(title, excerpt)).toBe(expected);
  });

  it('leaves a result without a highlight as it is', () => {
    const result = {
      type: 'techdocs',
      document: { title: 'Docs', text: '', location: '/docs' },
    };
    expect(completeHighlight(result)).toBe(result);
  });
});
