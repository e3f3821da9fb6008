// @ts-check

/**
 * What the engine needs besides results: the order of rules in every version that
 * results still bear, so that a state can be told by its rule, and what was wrong
 * with each source of scorecards, also with one that never held a good one.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('scorecard_versions', table => {
    table.text('scorecard_id').notNullable();
    table.text('version').notNullable();
    table
      .json('rules')
      .notNullable()
      .comment('in order: id, hash of what decides the state');
    table.json('fact_refs').notNullable();
    table.timestamp('created_at').notNullable();
    table.primary(['scorecard_id', 'version']);
  });

  await knex.schema.createTable('scorecard_sources', table => {
    table.text('source').primary();
    table.text('scorecard_id').comment('null if it never held one');
    table.text('content_hash').comment('of the text that was read last');
    table.json('problems').notNullable();
    table.timestamp('changed_at').notNullable();
  });

  await knex.schema.alterTable('entity_results', table => {
    table.text('title');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('entity_results', table => {
    table.dropColumn('title');
  });
  await knex.schema.dropTable('scorecard_sources');
  await knex.schema.dropTable('scorecard_versions');
};
