// @ts-check

/**
 * Current results, their history, and what they were made from.
 *
 * `entity_results` is read as a whole for overviews, so it holds only what those
 * need; why a rule failed is in `entity_findings`. History is what changed
 * (`transitions`) and one total a day (`daily_rollups`), so it does not grow with
 * the number of runs.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('scorecards', table => {
    table.text('id').primary();
    table.text('version').notNullable().comment('hash of the definition');
    table.json('definition').notNullable();
    table.json('problems').notNullable().comment('rules that were left out');
    table.text('source').notNullable().comment('file, URL or entity ref');
    table.timestamp('changed_at').notNullable();
  });

  await knex.schema.createTable('entity_results', table => {
    table.text('scorecard_id').notNullable();
    table.text('entity_ref').notNullable();
    table.text('scorecard_version').notNullable();
    table
      .text('content_hash')
      .notNullable()
      .comment('of the entity and its facts');
    table
      .text('states')
      .notNullable()
      .comment(
        'one letter for each rule in order: p(ass) f(ail) n(ot applicable) e(xempt) u(nknown)',
      );
    table.double('score').comment('0 to 1, null if no rule applies');
    table.smallint('level').notNullable().comment('0 is below the lowest');
    table.text('owner_ref');
    table.text('system_ref');
    table.text('kind').notNullable();
    table.text('entity_type');
    table.specificType('tags', 'text[]').notNullable().defaultTo('{}');
    table.timestamp('evaluated_at').notNullable();
    table.timestamp('changed_at').notNullable();
    table.primary(['scorecard_id', 'entity_ref']);
    table.index(['entity_ref']);
    table.index(['scorecard_id', 'owner_ref']);
  });

  await knex.schema.createTable('entity_findings', table => {
    table.text('scorecard_id').notNullable();
    table.text('entity_ref').notNullable();
    table
      .jsonb('findings')
      .notNullable()
      .comment('by rule id: reason, actual value, message, since');
    table.primary(['scorecard_id', 'entity_ref']);
    table
      .foreign(['scorecard_id', 'entity_ref'])
      .references(['scorecard_id', 'entity_ref'])
      .inTable('entity_results')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('transitions', table => {
    table.bigIncrements('id');
    table.text('scorecard_id').notNullable();
    table.text('entity_ref').notNullable();
    table.text('rule_id').notNullable();
    table.specificType('from_state', '"char"');
    table.specificType('to_state', '"char"').notNullable();
    table
      .text('cause')
      .notNullable()
      .comment('entity, fact or rule: what changed');
    table.timestamp('at').notNullable();
    table.index(['entity_ref', 'id']);
    table.index(['scorecard_id', 'at']);
  });

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

  await knex.schema.createTable('facts', table => {
    table.text('entity_ref').notNullable();
    table.text('fact_ref').notNullable();
    table.text('status').notNullable();
    table.jsonb('value');
    table.text('message').comment('why it is unknown');
    table.text('source').notNullable();
    table.timestamp('collected_at').notNullable().comment('of the value');
    table.timestamp('checked_at').notNullable();
    table.timestamp('expires_at');
    table.text('idempotency_key').comment('of a pushed fact');
    table.primary(['entity_ref', 'fact_ref']);
    table.index(['expires_at']);
  });

  await knex.schema.createTable('evaluation_queue', table => {
    table.text('entity_ref').primary();
    table.text('cause').notNullable();
    table.timestamp('due_at').notNullable().index();
    table.integer('attempts').notNullable().defaultTo(0);
  });

  await knex.schema.createTable('runs', table => {
    table.bigIncrements('id');
    table.timestamp('started_at').notNullable();
    table.timestamp('finished_at');
    table.integer('entities').notNullable().defaultTo(0);
    table.integer('written').notNullable().defaultTo(0);
    table.json('faults').comment('collectors and rules that failed');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('runs');
  await knex.schema.dropTable('evaluation_queue');
  await knex.schema.dropTable('facts');
  await knex.schema.dropTable('daily_rollups');
  await knex.schema.dropTable('transitions');
  await knex.schema.dropTable('entity_findings');
  await knex.schema.dropTable('entity_results');
  await knex.schema.dropTable('scorecards');
};
