// @ts-check

/**
 * What other systems answered last, so that the portal can show it while they
 * are down, also after a restart. Nothing in it cannot be read again.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('external_flags', table => {
    table.text('source').notNullable().comment('name of the source');
    table.text('project').notNullable();
    table.json('flags').notNullable();
    table.timestamp('as_of').notNullable();
    table.primary(['source', 'project']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('external_flags');
};
