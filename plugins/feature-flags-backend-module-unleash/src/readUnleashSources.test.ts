import { ConfigReader } from '@backstage/config';
import { readUnleashSources } from './readUnleashSources';

function read(...unleash: object[]) {
  return readUnleashSources(
    new ConfigReader({ featureFlags: { sources: { unleash } } }),
  );
}

const url = 'https://unleash.example.com';

describe('readUnleashSources', () => {
  it('fills in what is left out', () => {
    expect(readUnleashSources(new ConfigReader({}))).toEqual([]);
    expect(
      read(
        { name: 'unleash', url: `${url}/base/`, token: 'secret' },
        {
          name: 'legacy',
          title: 'Old Unleash',
          url,
          token: 'secret',
          writable: true,
          annotation: 'example.com/unleash',
        },
      ),
    ).toEqual([
      {
        name: 'unleash',
        title: 'Unleash',
        url: `${url}/base`,
        token: 'secret',
        isWritable: false,
        annotation: 'unleash.getunleash.io/project',
      },
      {
        name: 'legacy',
        title: 'Old Unleash',
        url,
        token: 'secret',
        isWritable: true,
        annotation: 'example.com/unleash',
      },
    ]);
  });

  it.each([
    [{ name: 'No!', url, token: 'secret' }, /name' is 'No!'; use at most 63/],
    [{ name: 'a', url: 'ftp://x', token: 'secret' }, /url' is 'ftp:\/\/x'/],
    [
      { name: 'a', url: 'https://user:secret@x', token: 'secret' },
      /url' holds credentials/,
    ],
    [{ name: 'a', url }, /Missing required config value/],
  ])('refuses %j', (entry, message) => {
    expect(() => read(entry)).toThrow(message);
  });
});
