import { findRunbookLink } from './findRunbookLink';

function withLink(link: { url: string; title?: string; type?: string }) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'payments', links: [link] },
  };
}

describe('findRunbookLink', () => {
  it.each([
    [{ url: 'https://wiki.example/r', title: 'Runbook' }, 'Runbook'],
    [{ url: '/docs/a/b/c/runbooks', type: 'Runbook' }, '/docs/a/b/c/runbooks'],
    [{ url: 'https://wiki.example/r', title: 'Dashboard' }, undefined],
    [{ url: `${'java'}script:alert(1)`, title: 'Runbook' }, undefined],
    [{ url: '//evil.example/r', title: 'Runbook' }, undefined],
    [{ url: '/\\evil.example/r', title: 'Runbook' }, undefined],
  ])('of %j is titled %p', (link, title) => {
    expect(findRunbookLink(withLink(link))?.title).toBe(title);
  });
});
