import { assertNoSecrets } from './assertNoSecrets';

describe('assertNoSecrets', () => {
  it('names the value that holds a secret', () => {
    expect(() =>
      assertNoSecrets({ list: ['is s3cret-of-mine'] }, { a: 's3cret-of-mine' }),
    ).toThrow(/contains a secret of the task/);
  });

  it('lets a task pass that has no token of a user, as a preview', () => {
    expect(() =>
      assertNoSecrets({ name: 'parcels' }, { backstageToken: undefined }),
    ).not.toThrow();
  });
});
