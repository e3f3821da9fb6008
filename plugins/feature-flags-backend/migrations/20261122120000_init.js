// @ts-check

/**
 * Flags, their state per environment, and the history of both.
 *
 * JSON that people wrote is kept as `json`, not `jsonb`, so that the order of
 * variants survives. Everything that clients evaluate carries `set_revision`, the
 * revision of its set at its last change, so that a replica asks only for what it
 * has not seen; that is also why a deleted flag stays, marked, as a row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('flag_sets', table => {
    table.text('name').primary();
    table.text('title');
    table.text('description');
    table.text('entity_ref').notNullable().index();
    table
      .text('bucketing')
      .notNullable()
      .comment('never changed: it moves users');
    table.bigInteger('revision').notNullable().defaultTo(1);
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('deleted_at');
  });

  await knex.schema.createTable('flags', table => {
    table
      .text('flag_set')
      .notNullable()
      .references('flag_sets.name')
      .onDelete('CASCADE');
    table.text('key').notNullable();
    table.text('type').notNullable();
    table.text('kind').notNullable();
    table.text('description');
    table.specificType('tags', 'text[]').notNullable().defaultTo('{}');
    table.text('entity_ref').notNullable().index();
    table.json('variants').notNullable();
    table.json('prerequisites').notNullable();
    table.json('metadata').notNullable().defaultTo('{}');
    table.bigInteger('revision').notNullable().defaultTo(1);
    table.bigInteger('set_revision').notNullable();
    table.timestamp('created_at').notNullable();
    table.text('created_by').notNullable();
    table.timestamp('updated_at').notNullable();
    table.text('updated_by').notNullable();
    table.timestamp('deleted_at');
    table.primary(['flag_set', 'key']);
    table.index(['flag_set', 'set_revision']);
  });

  await knex.schema.createTable('flag_environments', table => {
    table.text('flag_set').notNullable();
    table.text('flag_key').notNullable();
    table.text('environment').notNullable();
    table.text('state').notNullable();
    table.text('default_variant');
    table.json('targeting');
    table.timestamp('updated_at').notNullable();
    table.text('updated_by').notNullable();
    table.primary(['flag_set', 'flag_key', 'environment']);
    table
      .foreign(['flag_set', 'flag_key'])
      .references(['flag_set', 'key'])
      .inTable('flags')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('segments', table => {
    table
      .text('flag_set')
      .notNullable()
      .references('flag_sets.name')
      .onDelete('CASCADE');
    table.text('name').notNullable();
    table.text('description');
    table.json('targeting').notNullable();
    table.bigInteger('revision').notNullable().defaultTo(1);
    table.bigInteger('set_revision').notNullable();
    table.timestamp('updated_at').notNullable();
    table.text('updated_by').notNullable();
    table.timestamp('deleted_at');
    table.primary(['flag_set', 'name']);
  });

  await knex.schema.createTable('environment_keys', table => {
    table.uuid('id').primary();
    table
      .text('flag_set')
      .notNullable()
      .references('flag_sets.name')
      .onDelete('CASCADE');
    table.text('environment').notNullable();
    table.text('name').notNullable();
    table.text('prefix').notNullable();
    table
      .text('hash')
      .notNullable()
      .unique()
      .comment('SHA-256 of the key, hexadecimal');
    table.timestamp('created_at').notNullable();
    table.text('created_by').notNullable();
    table.timestamp('last_used_at');
    table.timestamp('expires_at');
    table.timestamp('revoked_at');
    table.index(['flag_set', 'environment']);
  });

  await knex.schema.createTable('change_events', table => {
    table.bigIncrements('id');
    table
      .text('flag_set')
      .notNullable()
      .comment('no reference: history outlives what it tells of');
    table.text('subject').notNullable();
    table.text('subject_key').notNullable();
    table.text('environment');
    table.text('action').notNullable();
    table.text('actor').notNullable();
    table.text('reason');
    table.json('before');
    table.json('after');
    table.bigInteger('revision').notNullable();
    table.text('previous_hash').notNullable();
    table.text('hash').notNullable();
    table.timestamp('created_at').notNullable();
    table.index(['flag_set', 'id']);
    table.unique(['flag_set', 'revision']);
    table.index(['flag_set', 'subject', 'subject_key', 'id']);
  });

  await knex.schema.createTable('entity_owners', table => {
    table
      .text('entity_ref')
      .primary()
      .comment('an entity that flags were made for');
    table.specificType('owner_refs', 'text[]').notNullable();
    table.timestamp('refreshed_at').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('entity_owners');
  await knex.schema.dropTable('change_events');
  await knex.schema.dropTable('environment_keys');
  await knex.schema.dropTable('segments');
  await knex.schema.dropTable('flag_environments');
  await knex.schema.dropTable('flags');
  await knex.schema.dropTable('flag_sets');
};
