import { compilePath, pathOfRelation } from './compilePath';

const fact = {
  kind: 'Component',
  metadata: {
    annotations: { 'backstage.io/techdocs-ref': 'dir:.', "it's": 'quoted' },
    tags: ['java', 'payments'],
  },
  spec: { 'life-cycle': 'production', nothing: null },
  relations: [
    { type: 'ownedBy', targetRef: 'group:default/a' },
    { type: 'dependsOn', targetRef: 'component:default/b' },
    { type: 'dependsOn', targetRef: 'component:default/c' },
  ],
};

describe('compilePath', () => {
  it.each([
    ['$', fact],
    ['$.kind', 'Component'],
    ["$.metadata.annotations['backstage.io/techdocs-ref']", 'dir:.'],
    ['$.metadata.annotations["backstage.io/techdocs-ref"]', 'dir:.'],
    ['$.metadata.annotations["it\'s"]', 'quoted'],
    ["$.metadata.annotations['it\\'s']", 'quoted'],
    ['$.metadata.tags[1]', 'payments'],
    ['$.metadata.tags[-1]', 'payments'],
    ['$.spec.life-cycle', 'production'],
    ['$.spec.nothing', null],
    ['$.spec.nothing.more', undefined],
    ['$.spec.owner', undefined],
    ['$.kind.length', undefined],
    ['$.constructor', undefined],
    ['$.__proto__', undefined],
    [
      "$.relations[?@.type=='dependsOn'].targetRef",
      ['component:default/b', 'component:default/c'],
    ],
    ["$.relations[?@.type=='consumes'].targetRef", []],
    ['$.metadata.tags[*]', ['java', 'payments']],
    [
      '$..targetRef',
      ['group:default/a', 'component:default/b', 'component:default/c'],
    ],
    [
      "$.relations[?match(@.type, 'depends.*')].type",
      ['dependsOn', 'dependsOn'],
    ],
    ["$.relations[?search(@.type, 'wned')].type", ['ownedBy']],
    ["$.relations[?search(@.type, '(')].type", []],
  ])('%s', (path, expected) => {
    expect(compilePath(path)(fact)).toEqual(expected);
  });

  it('reads nothing out of nothing', () => {
    expect(compilePath('$.a')(undefined)).toBeUndefined();
    expect(compilePath('$.a')(null)).toBeUndefined();
    expect(compilePath('$..a')(undefined)).toBeUndefined();
  });

  it('cannot be made to hang by a pattern', () => {
    const started = performance.now();
    const text = 'a'.repeat(5000);
    expect(compilePath("$[?match(@, '(a+)+b')]")([text, `${text}b`])).toEqual([
      `${text}b`,
    ]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    {},
    { relations: [] },
    {
      relations: [
        { type: 'dependsOn', targetRef: 'component:default/a' },
        { type: 'ownedBy', targetRef: 'group:default/b' },
        { type: 'dependsOn' },
        { type: 'dependsOn', targetRef: 'component:default/c' },
        'dependsOn',
      ],
    },
    undefined,
  ])('reads relations of %j as JSONPath does', entity => {
    const path = pathOfRelation('dependsOn');
    // With the space, it is read by the library.
    const general = path.replace('[?@', '[? @');
    expect(compilePath(path)(entity)).toEqual(compilePath(general)(entity));
  });
});
