// @ts-check

const operations = [
  {
    name: 'insert',
    tables: 'new table as new_results',
    changed: 'select scorecard_id, owner_ref from new_results',
  },
  {
    name: 'update',
    tables: 'new table as new_results old table as old_results',
    changed: `select scorecard_id, owner_ref from new_results
      union select scorecard_id, owner_ref from old_results`,
  },
  {
    name: 'delete',
    tables: 'old table as old_results',
    changed: 'select scorecard_id, owner_ref from old_results',
  },
];

/**
 * A number for each scorecard and owner that changes with every write of one of their
 * results, so that totals over a large catalog can be kept in memory, and only those of
 * the owners be added up anew of which a result changed.
 *
 * Triggers keep it, because results are also removed by hand and together with their
 * scorecard. Writers that raise several numbers in different orders would wait for each
 * other for ever, so they take turns; each does so at the end of its only statement.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('owner_revisions', table => {
    table.text('scorecard_id').notNullable();
    table.text('owner_ref').notNullable().comment('empty for none');
    table.bigInteger('revision').notNullable();
    table.primary(['scorecard_id', 'owner_ref']);
  });
  await knex.raw(`
    insert into owner_revisions (scorecard_id, owner_ref, revision)
    select distinct scorecard_id, coalesce(owner_ref, ''), 1
    from entity_results`);
  // The times are not looked at any more, and totals by system and kind need not read the rows.
  await knex.raw('drop index entity_results_by_owner');
  await knex.raw(
    'create index entity_results_by_owner on entity_results (scorecard_id, owner_ref) include (system_ref, kind, level, score)',
  );
  for (const { name, tables, changed } of operations) {
    await knex.raw(`
      create function raise_revisions_on_${name}() returns trigger language plpgsql as $$
      begin
        if exists (${changed}) then
          perform pg_advisory_xact_lock(hashtext('owner_revisions'));
          insert into owner_revisions as known (scorecard_id, owner_ref, revision)
          select distinct scorecard_id, coalesce(owner_ref, ''), 1
          from (${changed}) as changed
          on conflict (scorecard_id, owner_ref) do update
            set revision = known.revision + 1;
        end if;
        return null;
      end
      $$`);
    await knex.raw(`
      create trigger raise_revisions_on_${name} after ${name} on entity_results
      referencing ${tables}
      for each statement execute function raise_revisions_on_${name}()`);
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const { name } of operations) {
    await knex.raw(`drop trigger raise_revisions_on_${name} on entity_results`);
    await knex.raw(`drop function raise_revisions_on_${name}`);
  }
  await knex.raw('drop index entity_results_by_owner');
  await knex.raw(
    'create index entity_results_by_owner on entity_results (scorecard_id, owner_ref) include (score, level, evaluated_at)',
  );
  await knex.schema.dropTable('owner_revisions');
};
