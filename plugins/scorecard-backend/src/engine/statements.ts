/**
 * Writes a page of results with everything that hangs on them.
 *
 * @remarks
 * Findings and transitions are written for those results alone that were: one that
 * was made from a later reading of the catalog stays with its own.
 */
export const writePage = `
with data as (
  select * from json_to_recordset(?::json) as x(
    scorecard_id text, entity_ref text, scorecard_version text,
    content_hash text, states text, score double precision, level smallint,
    title text, owner_ref text, system_ref text, kind text, entity_type text,
    tags json, findings jsonb
  )
),
moves as (
  select * from json_to_recordset(?::json) as x(
    scorecard_id text, entity_ref text, rule_id text,
    from_state text, to_state text, cause text, scorecard_version text,
    actual jsonb
  )
),
leavers as (
  select * from json_to_recordset(?::json)
    as x(scorecard_id text, entity_ref text)
),
known as (
  insert into facts (
    entity_ref, fact_ref, status, value, message, source,
    collected_at, checked_at, expires_at
  )
  select
    entity_ref, fact_ref, status, value, message, source,
    collected_at, ?::timestamptz, expires_at
  from json_to_recordset(?::json) as x(
    entity_ref text, fact_ref text, status text, value jsonb, message text,
    source text, collected_at timestamptz, expires_at timestamptz
  )
  on conflict (entity_ref, fact_ref) do update set
    status = excluded.status,
    value = excluded.value,
    message = excluded.message,
    source = excluded.source,
    collected_at = excluded.collected_at,
    checked_at = excluded.checked_at,
    expires_at = excluded.expires_at
),
written as (
  insert into entity_results as old (
    scorecard_id, entity_ref, scorecard_version, content_hash, states, score,
    level, title, owner_ref, system_ref, kind, entity_type, tags,
    evaluated_at, changed_at
  )
  select
    scorecard_id, entity_ref, scorecard_version, content_hash, states, score,
    level, title, owner_ref, system_ref, kind, entity_type,
    array(select json_array_elements_text(tags)), ?::timestamptz, ?::timestamptz
  from data
  on conflict (scorecard_id, entity_ref) do update set
    scorecard_version = excluded.scorecard_version,
    content_hash = excluded.content_hash,
    states = excluded.states,
    score = excluded.score,
    level = excluded.level,
    title = excluded.title,
    owner_ref = excluded.owner_ref,
    system_ref = excluded.system_ref,
    kind = excluded.kind,
    entity_type = excluded.entity_type,
    tags = excluded.tags,
    evaluated_at = excluded.evaluated_at,
    changed_at = case
      when old.states = excluded.states
        and old.score is not distinct from excluded.score
        and old.level = excluded.level
      then old.changed_at else excluded.changed_at
    end
  where old.evaluated_at <= excluded.evaluated_at
  returning old.scorecard_id, old.entity_ref
),
found as (
  insert into entity_findings (scorecard_id, entity_ref, findings)
  select scorecard_id, entity_ref, findings
  from data join written using (scorecard_id, entity_ref)
  where findings is not null
  on conflict (scorecard_id, entity_ref) do update
    set findings = excluded.findings
),
fulfilled as (
  delete from entity_findings using data
  join written using (scorecard_id, entity_ref)
  where data.findings is null
    and entity_findings.scorecard_id = data.scorecard_id
    and entity_findings.entity_ref = data.entity_ref
),
moved as (
  insert into transitions
    (scorecard_id, entity_ref, rule_id, from_state, to_state, cause,
      scorecard_version, actual, at)
  select
    scorecard_id, entity_ref, rule_id,
    from_state::"char", to_state::"char", cause,
    scorecard_version, actual, ?::timestamptz
  from moves join written using (scorecard_id, entity_ref)
),
removed as (
  delete from entity_results using leavers
  where entity_results.scorecard_id = leavers.scorecard_id
    and entity_results.entity_ref = leavers.entity_ref
    and entity_results.evaluated_at <= ?::timestamptz
)
select count(*)::int as written from written`;

/**
 * Replaces the totals of today, and writes only those that differ.
 *
 * @remarks
 * Only one replica runs it at a time, so no other adds a group meanwhile.
 */
export const rollUpToday = `
with fresh as (
  select
    scorecard_id,
    coalesce(owner_ref, '') as owner_ref,
    coalesce(system_ref, '') as system_ref,
    level,
    count(*)::int as entities,
    coalesce(sum(score), 0) as score_sum,
    count(score)::int as scored
  from entity_results
  group by 1, 2, 3, 4
),
new_groups as (
  insert into rollup_groups (scorecard_id, owner_ref, system_ref)
  select distinct scorecard_id, owner_ref, system_ref from fresh
  except select scorecard_id, owner_ref, system_ref from rollup_groups
  returning id, scorecard_id, owner_ref, system_ref
),
grouped as (
  select id as group_id, level, entities, score_sum, scored
  from fresh
  join (select * from rollup_groups union all select * from new_groups) as known
    using (scorecard_id, owner_ref, system_ref)
),
gone as (
  delete from daily_rollups old
  where day = (now() at time zone 'utc')::date
    and not exists (
      select from grouped
      where grouped.group_id = old.group_id and grouped.level = old.level
    )
)
insert into daily_rollups as old
  (day, group_id, level, entities, score_sum, scored)
select
  (now() at time zone 'utc')::date, group_id, level, entities, score_sum, scored
from grouped
on conflict (day, group_id, level) do update set
  entities = excluded.entities,
  score_sum = excluded.score_sum,
  scored = excluded.scored
where (old.entities, old.score_sum, old.scored)
  is distinct from (excluded.entities, excluded.score_sum, excluded.scored)`;
