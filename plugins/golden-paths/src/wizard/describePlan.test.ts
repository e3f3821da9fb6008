import { gitea, github } from '../__testUtils__/renderGoldenPaths';
import { describePlan } from './describePlan';
import { toTree } from './toTree';

const hosts = [gitea, github];

it('takes the default host and its owner unless the form names others', () => {
  const values = {
    name: 'parcels',
    owner: 'group:default/payments',
    system: 'checkout',
  };
  expect(describePlan(values, hosts)).toEqual({
    name: 'parcels',
    ownerRef: 'group:default/payments',
    systemRef: 'checkout',
    repository: { path: 'harborline/parcels', host: gitea.title },
  });
  expect(
    describePlan(
      { ...values, repoUrl: 'github.com?owner=acme%2Fshop&repo=p' },
      hosts,
    ).repository,
  ).toEqual({ path: 'acme/shop/p', host: github.title });
});

it('says nothing that the answers do not say', () => {
  expect(describePlan({ entity: 'component:x', name: 5 }, hosts)).toEqual({
    entityRef: 'component:x',
  });
  expect(describePlan({ name: 'parcels' }, [])).toEqual({ name: 'parcels' });
});

it('sorts a tree by name, with folders before files', () => {
  expect(toTree(['b.txt', 'src/z.go', 'src/a/x.go', 'a.txt'])).toEqual({
    name: '',
    files: [
      { name: 'a.txt', path: 'a.txt' },
      { name: 'b.txt', path: 'b.txt' },
    ],
    folders: [
      {
        name: 'src',
        files: [{ name: 'z.go', path: 'src/z.go' }],
        folders: [
          {
            name: 'a',
            folders: [],
            files: [{ name: 'x.go', path: 'src/a/x.go' }],
          },
        ],
      },
    ],
  });
});
