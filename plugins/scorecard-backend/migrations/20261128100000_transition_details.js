// @ts-check

/**
 * What made a rule change: the version of the scorecard that was applied, and what was
 * found. Older rows have neither. A pass has no value: what was found is kept for what
 * is open alone, as in the findings.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('transitions', table => {
    table.text('scorecard_version');
    table.jsonb('actual');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('transitions', table => {
    table.dropColumn('actual');
    table.dropColumn('scorecard_version');
  });
};
