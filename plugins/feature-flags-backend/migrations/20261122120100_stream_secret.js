// @ts-check

/**
 * The secret that signs tokens of event streams, so that every replica accepts
 * the tokens of the others.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('stream_secrets', table => {
    table.integer('id').primary().comment('always 1: there is one secret');
    table.text('secret').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('stream_secrets');
};
