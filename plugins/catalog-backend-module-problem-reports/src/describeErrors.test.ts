import { parseCatalogFile } from './parseCatalogFile';
import { describeErrors } from './describeErrors';

const url = 'https://git.example/acme/shop/src/branch/main/catalog-info.yaml';
const ref = `url:${url}`;

async function describeFile(content: string) {
  const errors: Error[] = [];
  const results = parseCatalogFile({
    data: Buffer.from(content),
    location: { type: 'url', target: url },
  });
  for await (const result of results) {
    if (result.type === 'error') {
      errors.push(result.error);
    }
  }
  return describeErrors({
    entity: 'location:default/generated-1',
    location: 'url:https://git.example/all.yaml',
    errors,
  });
}

const component = 'apiVersion: v1\nkind: Component\nmetadata:\n  name: shop\n';

describe('a catalog file', () => {
  it.each([
    [
      'kind: Component\n  metadata: [unclosed\n',
      'YAML error, YAMLParseError: Nested mappings are not allowed in compact mappings at line 1, column 7',
    ],
    [
      component.replace('name: shop', 'title: Shop'),
      "Invalid entity, /metadata must have required property 'name' - missingProperty: name",
    ],
    ['just text\n', 'Invalid entity, Expected object at root, got string'],
  ])('that holds %j is reported with file and reason', async (text, reason) => {
    expect(await describeFile(text)).toEqual([
      {
        title: 'acme/shop/src/branch/main/catalog-info.yaml has an error',
        description: `${reason}. Correct ${url}.`,
        link: url,
      },
    ]);
  });

  it('that is sound is read without a problem', async () => {
    const results = parseCatalogFile({
      data: Buffer.from(component),
      location: { type: 'url', target: url },
    });
    const read = [];
    for await (const result of results) {
      read.push(result);
    }
    expect(read).toMatchObject([
      { type: 'entity', entity: { metadata: { name: 'shop' } } },
    ]);
  });
});

describe('describeErrors', () => {
  it('gathers what is wrong with one file, and tells files apart', () => {
    const problems = describeErrors({
      entity: 'location:default/all',
      location: 'file:/srv/catalog/all.yaml',
      errors: [
        new Error(
          `Entity gadget:default/one at ${ref}, originated at file:/srv/catalog/all.yaml, is not of an allowed kind for that location`,
        ),
        new Error(`Invalid entity at ${ref}, /kind must be string`),
        new Error('Registered locations must be of an allowed type ["url"]'),
      ],
    });

    expect(problems).toEqual([
      {
        title: 'acme/shop/src/branch/main/catalog-info.yaml has an error',
        description: `Entity gadget:default/one is of a kind that the file may not bring; 'catalog.rules' and the rules of locations say which it may; Invalid entity, /kind must be string. Correct ${url}.`,
        link: url,
      },
      {
        title: '/srv/catalog/all.yaml has an error',
        description:
          'Registered locations must be of an allowed type ["url"]. Correct /srv/catalog/all.yaml.',
        link: undefined,
      },
    ]);
  });

  it('reports a file that is gone, but not a host that does not answer', () => {
    const gone = Object.assign(
      new Error(`Unable to read url, no matching files found for ${url}`),
      { name: 'NotFoundError' },
    );
    const refused = new Error('Unable to read url, connect ECONNREFUSED');

    expect(describeErrors({ location: ref, errors: [refused] })).toEqual([]);
    expect(describeErrors({ location: ref, errors: [gone] })).toMatchObject([
      { link: url },
    ]);
  });

  it.each([undefined, 'text', {}, { location: ref, errors: [{}, undefined] }])(
    'ignores %p',
    payload => {
      expect(describeErrors(payload)).toEqual([]);
    },
  );
});
