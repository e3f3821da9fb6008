// @ts-check

/**
 * Daily totals by the number of their group instead of by three names.
 *
 * Where every entity has another owner and system, there are as many totals a day as
 * entities, and the names, twice in each, are nine tenths of them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('rollup_groups', table => {
    table.increments('id');
    table.text('scorecard_id').notNullable();
    table.text('owner_ref').notNullable();
    table.text('system_ref').notNullable();
    table.unique(['scorecard_id', 'owner_ref', 'system_ref']);
  });
  await knex.raw(`
    insert into rollup_groups (scorecard_id, owner_ref, system_ref)
    select distinct scorecard_id, owner_ref, system_ref from daily_rollups`);
  await knex.schema.renameTable('daily_rollups', 'named_rollups');
  await knex.raw('alter index daily_rollups_pkey rename to named_rollups_pkey');
  // The order leaves no gaps between the columns.
  await knex.schema.createTable('daily_rollups', table => {
    table.double('score_sum').notNullable();
    table.date('day').notNullable();
    table.integer('group_id').notNullable().references('rollup_groups.id');
    table.integer('entities').notNullable();
    table.integer('scored').notNullable().comment('entities with a score');
    table.smallint('level').notNullable();
    table.primary(['day', 'group_id', 'level']);
  });
  await knex.raw(`
    insert into daily_rollups (day, group_id, level, entities, scored, score_sum)
    select day, id, level, entities, scored, score_sum
    from named_rollups
    join rollup_groups using (scorecard_id, owner_ref, system_ref)
    order by day, id, level`);
  await knex.schema.dropTable('named_rollups');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.renameTable('daily_rollups', 'numbered_rollups');
  await knex.raw(
    'alter index daily_rollups_pkey rename to numbered_rollups_pkey',
  );
  await knex.schema.createTable('daily_rollups', table => {
    table.date('day').notNullable();
    table.text('scorecard_id').notNullable();
    table.text('owner_ref').notNullable().defaultTo('');
    table.text('system_ref').notNullable().defaultTo('');
    table.smallint('level').notNullable();
    table.integer('entities').notNullable();
    table.double('score_sum').notNullable();
    table.integer('scored').notNullable().comment('entities with a score');
    table.primary(['day', 'scorecard_id', 'owner_ref', 'system_ref', 'level']);
  });
  await knex.raw(`
    insert into daily_rollups
      (day, scorecard_id, owner_ref, system_ref, level, entities, score_sum, scored)
    select day, scorecard_id, owner_ref, system_ref, level, entities, score_sum, scored
    from numbered_rollups
    join rollup_groups on rollup_groups.id = group_id`);
  await knex.schema.dropTable('numbered_rollups');
  await knex.schema.dropTable('rollup_groups');
};
