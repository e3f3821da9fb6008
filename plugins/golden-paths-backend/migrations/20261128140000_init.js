// @ts-check

/**
 * What came from which template, and how the templates run.
 *
 * All of it is read from elsewhere: entities and templates from the catalog, runs from the
 * scaffolder. An empty table is filled again by the next full read.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('templates', table => {
    table.text('template_ref').primary();
    table.text('title').notNullable();
    table.text('description');
    table.text('owner_ref');
    table.text('version');
  });

  await knex.schema.createTable('services', table => {
    table.text('entity_ref').primary();
    table.text('title').notNullable();
    table.text('owner_ref').index();
    table.text('template_ref').notNullable();
    table.text('version').comment('that the entity records');
    table
      .text('state')
      .notNullable()
      .index()
      .comment('current, behind or unknown; kept, as versions do not sort');
    table.index(['template_ref', 'state']);
  });

  await knex.schema.createTable('runs', table => {
    table.text('task_id').primary();
    table.text('template_ref').notNullable();
    table.text('status').notNullable();
    table.double('seconds').comment('null until it has ended');
    table.index(['template_ref', 'status']);
  });
  await knex.raw(`create index runs_unfinished on runs (task_id)
    where status in ('open', 'processing')`);

  await knex.schema.createTable('marks', table => {
    table.text('name').primary();
    table.text('value').notNullable().comment('how far something was read');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('marks');
  await knex.schema.dropTable('runs');
  await knex.schema.dropTable('services');
  await knex.schema.dropTable('templates');
};
