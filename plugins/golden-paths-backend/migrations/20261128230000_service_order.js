// @ts-check

/**
 * The orders of the list of services, so that a page is read off an index and not sorted out of
 * all of them. The expressions are those of `DatabaseServiceStore`.
 */
const orders = {
  services_by_title: '(lower(title))',
  services_by_owner: "(coalesce(owner_ref, ''))",
  services_by_template: 'template_ref',
  services_by_state:
    "(case state when 'behind' then '0' when 'unknown' then '1' else '2' end)",
};

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  for (const [name, key] of Object.entries(orders)) {
    await knex.raw(`create index ${name} on services (${key}, entity_ref)`);
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of Object.keys(orders)) {
    await knex.raw(`drop index ${name}`);
  }
};
