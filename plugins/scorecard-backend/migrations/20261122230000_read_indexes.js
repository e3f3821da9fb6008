// @ts-check

/**
 * Indexes that hold all that roll-ups need, so that an overview of a large catalog
 * reads neither states nor tags, and finds the teams whose states changed by their times.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(
    'create index entity_results_by_owner on entity_results (scorecard_id, owner_ref) include (score, level, evaluated_at)',
  );
  await knex.raw(
    'create index entity_results_by_system on entity_results (scorecard_id, system_ref) include (score, level)',
  );
  await knex.raw('drop index entity_results_scorecard_id_owner_ref_index');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(
    'create index entity_results_scorecard_id_owner_ref_index on entity_results (scorecard_id, owner_ref)',
  );
  await knex.raw('drop index entity_results_by_system');
  await knex.raw('drop index entity_results_by_owner');
};
