/** Sizes of the catalog that results are made for. */
export const sizes = {
  entities: 100_000,
  teams: 500,
  systems: 2_000,
  /** Of changes and of daily totals. */
  changeDays: 7,
  trendDays: 90,
};

const levels = ['bronze', 'silver', 'gold'];

/** A scorecard of so many rules, of which each fails for another share of the entities. */
export function createScorecard(id, ruleCount) {
  return {
    id,
    title: `Scorecard ${id}`,
    levels: levels.map(level => ({ id: level, title: level })),
    rules: Array.from({ length: ruleCount }, (_, index) => ({
      id: `rule-${index + 1}`,
      name: `Rule ${index + 1}`,
      level: levels[index % levels.length],
      weight: 1 + (index % 3),
      expression: {
        factRef: 'catalog:default/entity-metadata-fact',
        path: `$.metadata.annotations['example.com/a${index}']`,
        operator: 'isNotEmpty',
      },
      position: { file: `${id}.yaml`, line: index + 1 },
    })),
  };
}

/**
 * Fills the tables as the engine leaves them, by SQL alone.
 *
 * @remarks
 * Rule number r fails for about r² / 50000 of the entities, from hardly any to a fifth;
 * a tenth of all states is not applicable.
 */
export async function seedResults(db, scorecards) {
  for (const { scorecard, version, rules } of scorecards) {
    await db('scorecards').insert({
      id: scorecard.id,
      version,
      definition: JSON.stringify(scorecard),
      problems: '[]',
      source: `${scorecard.id}.yaml`,
      changed_at: new Date(),
    });
    await db('scorecard_versions').insert({
      scorecard_id: scorecard.id,
      version,
      rules: JSON.stringify(rules),
      fact_refs: '[]',
      created_at: new Date(),
    });
    await db.raw(
      `insert into entity_results (
         scorecard_id, entity_ref, scorecard_version, content_hash, states,
         score, level, owner_ref, system_ref, kind, entity_type, tags,
         evaluated_at, changed_at
       )
       select :id, 'component:default/service-' || lpad(e::text, 6, '0'), :version,
         md5(e::text), s.states,
         length(translate(s.states, 'fn', ''))::float
           / greatest(length(translate(s.states, 'n', '')), 1),
         e % 4, 'group:default/team-' || (e % :systems) % :teams,
         'system:default/system-' || e % :systems, 'component',
         (array['service', 'website', 'library'])[1 + e % 3],
         array['tag-' || e % 20, 'tag-' || 20 + e % 30], now(), now()
       from generate_series(1, :entities) as e,
       lateral (
         select string_agg(
           case
             when hashint4(e * 1009 + r) & 1023 < 102 then 'n'
             when hashint4(e * 2003 + r * 7) & 65535 < 65536 * (r * 100.0 / :rules) ^ 2 / 50000 then 'f'
             else 'p'
           end, '' order by r
         ) as states
         from generate_series(1, :rules) as r
       ) as s`,
      {
        id: scorecard.id,
        version,
        rules: rules.length,
        entities: sizes.entities,
        teams: sizes.teams,
        systems: sizes.systems,
      },
    );
  }
  await db.raw(
    `insert into entity_findings (scorecard_id, entity_ref, findings)
     select scorecard_id, entity_ref, jsonb_object_agg('rule-' || r, jsonb_build_object(
       'state', 'fail', 'reason', 'missing', 'since', '2026-11-01T00:00:00.000Z',
       'message', '$.metadata.annotations[''example.com/a' || r || '''] is missing; asked is that it is not empty.'
     ))
     from entity_results, generate_series(1, length(states)) as r
     where substr(states, r, 1) = 'f'
     group by 1, 2`,
  );
  await db.raw(
    `insert into transitions
       (scorecard_id, entity_ref, rule_id, from_state, to_state, cause,
         scorecard_version, at)
     select scorecard_id, entity_ref, 'rule-' || 1 + n % length(states),
       (case when n % 2 = 0 then 'f' else 'p' end)::"char",
       (case when n % 2 = 0 then 'p' else 'f' end)::"char",
       case when n % 10 = 0 then 'rule' else 'entity' end,
       scorecard_version,
       now() - make_interval(hours => n % (24 * :days))
     from (
       select scorecard_id, entity_ref, scorecard_version, states,
         (hashtext(entity_ref || k) & 1048575) as n
       from entity_results, generate_series(1, length(states) * :days / 100) as k
     ) as changes`,
    { days: sizes.changeDays },
  );
  await db.raw(
    `insert into rollup_groups (scorecard_id, owner_ref, system_ref)
     select distinct scorecard_id, owner_ref, system_ref from entity_results`,
  );
  await db.raw(
    `insert into daily_rollups (day, group_id, level, entities, score_sum, scored)
     select (now() at time zone 'utc')::date - d, id, level, count(*), sum(score),
       count(score)
     from entity_results
     join rollup_groups using (scorecard_id, owner_ref, system_ref),
       generate_series(0, :days - 1) as d
     group by 1, 2, 3
     order by 1, 2, 3`,
    { days: sizes.trendDays },
  );
  // As autovacuum leaves them within a minute.
  await db.raw('vacuum analyze');
}

/** The groups of the teams and the systems, as the catalog serves them. */
export function createHierarchy() {
  const group = (name, parent) => ({
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    relations: parent
      ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
      : [],
  });
  return [
    group('company'),
    ...range(5).map(index => group(`division-${index}`, 'company')),
    ...range(50).map(index =>
      group(`department-${index}`, `division-${index % 5}`),
    ),
    ...range(sizes.teams).map(index =>
      group(`team-${index}`, `department-${index % 50}`),
    ),
    ...range(sizes.systems).map(index => ({
      kind: 'System',
      metadata: { name: `system-${index}`, namespace: 'default' },
      relations: [
        { type: 'partOf', targetRef: `domain:default/domain-${index % 40}` },
      ],
    })),
  ];
}

function range(length) {
  return Array.from({ length }, (_, index) => index);
}
