import { createMockDirectory } from '@backstage/backend-test-utils';
import { removeCheckout } from './removeCheckout';

const directory = createMockDirectory();

describe('removeCheckout', () => {
  it.each([
    ['removes what was fetched', 'work/backstage-1', 'abc', false],
    ['keeps a folder of this machine', 'work/backstage-1', '', true],
    ['keeps one without an etag', 'work/backstage-1', undefined, true],
    ['keeps what others have put there', 'work/payments', 'abc', true],
    ['keeps what is elsewhere', 'elsewhere/backstage-1', 'abc', true],
  ])('%s', async (_, inputDir, etag, isKept) => {
    directory.setContent({ work: {}, [inputDir]: { 'index.md': '# Docs' } });
    await removeCheckout({
      inputDir: directory.resolve(inputDir),
      etag,
      workingDirectory: directory.resolve('work'),
    });
    expect(Object.keys(directory.content({ path: inputDir }) ?? {})).toEqual(
      isKept ? ['index.md'] : [],
    );
  });
});
