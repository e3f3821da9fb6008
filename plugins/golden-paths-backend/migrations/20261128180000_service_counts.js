// @ts-check

const added = (/** @type {string} */ row) =>
  `${row}.template_ref, split_part(${row}.entity_ref, ':', 1) as kind,
    1 as services, (${row}.state = 'behind')::int as behind`;
const removed = (/** @type {string} */ row) =>
  `${row}.template_ref, split_part(${row}.entity_ref, ':', 1) as kind,
    -1 as services, -(${row}.state = 'behind')::int as behind`;
// Reading an entity again changes nothing, as a rule.
const changedRows = `new_services as n join old_services as o using (entity_ref)
  where (n.template_ref, n.state) is distinct from (o.template_ref, o.state)`;

const operations = [
  {
    name: 'insert',
    tables: 'new table as new_services',
    changed: `select ${added('n')} from new_services as n`,
  },
  {
    name: 'update',
    tables: 'new table as new_services old table as old_services',
    changed: `select ${added('n')} from ${changedRows}
      union all select ${removed('o')} from ${changedRows}`,
  },
  {
    name: 'delete',
    tables: 'old table as old_services',
    changed: `select ${removed('o')} from old_services as o`,
  },
];

/**
 * How many services follow each template, so that nobody has to add them up to see a list of
 * templates; and a number that changes with every change of one of them.
 *
 * Triggers keep it, because services are also removed by hand. Writers that count in different
 * orders would wait for each other for ever, so they take turns; each does so at the end of its
 * only statement.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('service_counts', table => {
    table.text('template_ref').notNullable();
    table.text('kind').notNullable().comment('of the services, in lower case');
    table.integer('services').notNullable();
    table.integer('behind').notNullable();
    table.bigInteger('revision').notNullable();
    table.primary(['template_ref', 'kind']);
  });
  await knex.raw(`
    insert into service_counts (template_ref, kind, services, behind, revision)
    select template_ref, kind, sum(services), sum(behind), 1
    from (select ${added('n')} from services as n) as counted
    group by 1, 2`);
  for (const { name, tables, changed } of operations) {
    await knex.raw(`
      create function count_services_on_${name}() returns trigger language plpgsql as $$
      begin
        if exists (${changed}) then
          perform pg_advisory_xact_lock(hashtext('service_counts'));
          insert into service_counts as known
            (template_ref, kind, services, behind, revision)
          select template_ref, kind, sum(services), sum(behind), 1
          from (${changed}) as changed
          group by 1, 2
          on conflict (template_ref, kind) do update set
            services = known.services + excluded.services,
            behind = known.behind + excluded.behind,
            revision = known.revision + 1;
        end if;
        return null;
      end
      $$`);
    await knex.raw(`
      create trigger count_services_on_${name} after ${name} on services
      referencing ${tables}
      for each statement execute function count_services_on_${name}()`);
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const { name } of operations) {
    await knex.raw(`drop trigger count_services_on_${name} on services`);
    await knex.raw(`drop function count_services_on_${name}`);
  }
  await knex.schema.dropTable('service_counts');
};
