// @ts-check

const results = {
  insert: 'select scorecard_id, owner_ref from new_results',
  update: `select scorecard_id, owner_ref from new_results
    union select scorecard_id, owner_ref from old_results`,
  delete: 'select scorecard_id, owner_ref from old_results',
};
const tables = {
  insert: 'new table as new_results',
  update: 'new table as new_results old table as old_results',
  delete: 'old table as old_results',
};

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
  for (const operation of ['insert', 'update', 'delete']) {
    await knex.raw(`
      create function raise_revisions_on_${operation}() returns trigger language plpgsql as $$
      begin
        if exists (${results[operation]}) then
          perform pg_advisory_xact_lock(hashtext('owner_revisions'));
          insert into owner_revisions as known (scorecard_id, owner_ref, revision)
          select distinct scorecard_id, coalesce(owner_ref, ''), 1
          from (${results[operation]}) as changed
          on conflict (scorecard_id, owner_ref) do update
            set revision = known.revision + 1;
        end if;
        return null;
      end
      $$`);
    await knex.raw(`
      create trigger raise_revisions_on_${operation} after ${operation} on entity_results
      referencing ${tables[operation]}
      for each statement execute function raise_revisions_on_${operation}()`);
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const operation of ['insert', 'update', 'delete']) {
    await knex.raw(
      `drop trigger raise_revisions_on_${operation} on entity_results`,
    );
    await knex.raw(`drop function raise_revisions_on_${operation}`);
  }
  await knex.raw('drop index entity_results_by_owner');
  await knex.raw(
    'create index entity_results_by_owner on entity_results (scorecard_id, owner_ref) include (score, level, evaluated_at)',
  );
  await knex.schema.dropTable('owner_revisions');
};
