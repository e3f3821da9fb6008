export const owners = 400;
export const systems = 600;
const switchable = 40;

/** Numbers that look random and are the same in every run. */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** A component as the catalog serves it; the same index is the same component. */
export function createEntity(
  index,
  generation = 0,
  random = createRandom(index + 1),
) {
  const pick = list => list[Math.floor(random() * list.length)];
  const systemIndex = Math.floor(random() * systems);
  const system = `system:default/system-${systemIndex}`;
  // A system is one team's; every tenth of its parts is another's.
  const owner = `group:default/team-${
    random() < 0.9 ? systemIndex % owners : Math.floor(random() * owners)
  }`;
  const annotations = {
    'backstage.io/managed-by-location': `url:https://git.example/org/service-${index}/catalog-info.yaml`,
    'backstage.io/source-location': `url:https://git.example/org/service-${index}`,
    ...(random() < 0.8 && { 'backstage.io/techdocs-ref': 'dir:.' }),
    ...(random() < 0.6 && { 'pagerduty.com/service-id': `P${index}` }),
  };
  for (let key = 0; key < switchable; key += 1) {
    if (random() < 0.8) {
      annotations[`example.com/check-${key}`] = String(
        Math.floor(random() * 100),
      );
    }
  }
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: `service-${index}`,
      namespace: 'default',
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      etag: `${index}-${generation}`,
      title: `Service ${index}`,
      ...(random() < 0.7 && {
        description: `Does the work number ${index} of the organisation`,
      }),
      tags: ['java', 'go', 'payments', 'internal'].filter(() => random() < 0.4),
      annotations,
    },
    spec: {
      type: pick(['service', 'service', 'website', 'library']),
      lifecycle: pick([
        'production',
        'production',
        'experimental',
        'deprecated',
      ]),
      owner,
      system,
    },
    relations: [
      { type: 'ownedBy', targetRef: owner },
      { type: 'partOf', targetRef: system },
      ...Array.from({ length: Math.floor(random() * 4) }, () => ({
        type: 'dependsOn',
        targetRef: `component:default/service-${Math.floor(random() * 1000)}`,
      })),
    ],
  };
}

/** The same component with some of its checks the other way round. */
export function changeEntity(entity, generation, random, changes) {
  const annotations = { ...entity.metadata.annotations };
  for (let change = 0; change < changes; change += 1) {
    const key = `example.com/check-${Math.floor(random() * switchable)}`;
    if (key in annotations) {
      delete annotations[key];
    } else {
      annotations[key] = '1';
    }
  }
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations,
      etag: `${entity.metadata.etag.split('-')[0]}-${generation}`,
    },
  };
}

/** A scorecard with as many rules as asked for, of all sorts. */
export function createRuleFile(count) {
  const sorts = [
    key =>
      `{ path: "$.metadata.annotations['example.com/check-${
        key % switchable
      }']", operator: exists }`,
    key =>
      `{ path: "$.metadata.annotations['example.com/check-${
        key % switchable
      }']", operator: isNotEmpty }`,
    key =>
      `{ path: "$.metadata.annotations['example.com/check-${
        key % switchable
      }']", operator: greaterThan, value: 0 }`,
    key =>
      `{ path: "$.metadata.annotations['example.com/check-${
        key % switchable
      }']", operator: matches, value: '^[0-9]+$' }`,
  ];
  const others = [
    '{ path: $.metadata.description, operator: greaterThan, value: 20 }',
    '{ path: $.spec.owner, operator: startsWith, value: "group:" }',
    '{ path: $.metadata.tags, operator: subsetOf, value: [java, go, payments, internal] }',
    '{ path: $.metadata.tags, operator: contains, value: java }',
    '{ relation: dependsOn, operator: greaterThan, value: 0 }',
    '{ path: $.spec.lifecycle, operator: in, value: [production, experimental] }',
    `{ path: "$.metadata.annotations['pagerduty.com/service-id']", operator: greaterThan, value: 0 }`,
    `{ path: "$.metadata.annotations['backstage.io/techdocs-ref']", operator: equal, value: 'dir:.' }`,
    '{ path: $.spec.system, operator: isNotEmpty }',
    '{ path: $.metadata.name, operator: matches, value: "^[a-z]+(-[a-z0-9]+)*$" }',
  ];
  const rules = Array.from({ length: count }, (_, index) => {
    const condition =
      index % 5 === 4
        ? others[Math.floor(index / 5) % others.length]
        : sorts[index % sorts.length](index - Math.floor(index / 5));
    const filter =
      index % 3 === 0 ? 'filter: { spec.type: [service, website] }, ' : '';
    return `  - { id: rule-${index}, ${filter}level: ${
      ['bronze', 'silver', 'gold'][index % 3]
    }, weight: ${(index % 3) + 1}, all: [${condition}] }`;
  });
  return `id: bench\nfilter: { kind: Component }\nlevels: [bronze, silver, gold]\nrules:\n${rules.join(
    '\n',
  )}\n`;
}
