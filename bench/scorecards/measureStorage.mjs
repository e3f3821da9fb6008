import { createBench } from './createBench.mjs';
import {
  owners,
  systems,
  changeEntity,
  createEntity,
  createRandom,
  createRuleFile,
} from './generateCatalog.mjs';

const entityCount = 10_000;
const ruleCount = 50;
const realDays = 10;
const days = 730;

/**
 * Two years of history at one percent of change a day.
 *
 * @remarks
 * Ten days go through the engine; their history is then repeated until it spans two
 * years, because it only grows: results and findings are as large as on the tenth day.
 *
 * @param options.isScattered - whether owners have nothing to do with systems, so that there are as many totals a day as entities
 */
export async function measureStorage({ connection, isScattered = false }) {
  const entities = Array.from({ length: entityCount }, (_, index) =>
    isScattered ? scatter(createEntity(index), index) : createEntity(index),
  );
  const bench = await createBench({
    connection,
    readPage(page, limit) {
      const end = Math.min((page + 1) * limit, entityCount);
      return {
        items: entities.slice(page * limit, end),
        isLast: end === entityCount,
      };
    },
  });
  const { db } = bench;
  const random = createRandom(7);
  try {
    await bench.saveRules(createRuleFile(ruleCount));
    await bench.run();
    // A switched annotation turns one rule, or none where a filter leaves it out.
    const switches = Math.ceil((entityCount * ruleCount) / 100 / 0.9);
    for (let day = 1; day <= realDays; day += 1) {
      for (let count = 0; count < switches; count += 1) {
        const index = Math.floor(random() * entityCount);
        entities[index] = changeEntity(entities[index], day, random, 1);
      }
      await bench.run();
    }
    const [{ count }] = await db('transitions').count();
    await db.raw(
      `insert into transitions
         (scorecard_id, entity_ref, rule_id, from_state, to_state, cause,
           scorecard_version, actual, at)
       select scorecard_id, entity_ref, rule_id, from_state, to_state, cause,
         scorecard_version, actual, at - make_interval(days => ? * repeat)
       from transitions, generate_series(1, ?) as repeat
       order by repeat desc, id`,
      [realDays, days / realDays - 1],
    );
    await db.raw(
      `insert into daily_rollups (day, group_id, level, entities, score_sum, scored)
       select day - repeat, group_id, level, entities, score_sum, scored
       from daily_rollups, generate_series(1, ?) as repeat
       order by 1, 2, 3`,
      [days - 1],
    );
    await db.raw('analyze');
    const { rows } = await db.raw(
      `select relname as name, pg_total_relation_size(oid) as bytes
       from pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace
       order by 2 desc`,
    );
    const megabytes = bytes => (Number(bytes) / 1e6).toFixed(0);
    const total = rows.reduce((sum, row) => sum + Number(row.bytes), 0);
    return [
      `two years of ${entityCount} entities × ${ruleCount} rules, ${
        isScattered
          ? 'each with an owner and a system at random'
          : 'a system owned by one team'
      }`,
      `  ${(Number(count) / realDays).toFixed(0)} transitions a day, ${(
        (Number(count) / realDays / entityCount / ruleCount) *
        100
      ).toFixed(2)} % of the results`,
      ...rows
        .slice(0, 5)
        .map(({ name, bytes }) => `  ${name}: ${megabytes(bytes)} MB`),
      `  everything, with indexes: ${megabytes(total)} MB`,
    ];
  } finally {
    await bench.close();
  }
}

/** The same component of any owner and any system. */
function scatter(entity, index) {
  const random = createRandom(entityCount + index);
  const owner = `group:default/team-${Math.floor(random() * owners)}`;
  const system = `system:default/system-${Math.floor(random() * systems)}`;
  return {
    ...entity,
    spec: { ...entity.spec, owner, system },
    relations: entity.relations.map(relation => ({
      ...relation,
      targetRef:
        { ownedBy: owner, partOf: system }[relation.type] ?? relation.targetRef,
    })),
  };
}
