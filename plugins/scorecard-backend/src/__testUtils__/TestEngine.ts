import { mockServices } from '@backstage/backend-test-utils';
import type { JsonValue } from '@backstage/types';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import type { Knex } from 'knex';
import { migrateDatabase } from '../database/migrateDatabase';
import { createEngine, type Engine } from '../engine/createEngine';
import type { FullRunOutcome } from '../engine/FullRun';
import { CollectorRegistry } from '../facts/CollectorRegistry';
import { DatabaseScorecardStore } from '../scorecards/DatabaseScorecardStore';
import { ScorecardSync } from '../scorecards/ScorecardSync';
import type { CatalogStub } from './CatalogStub';

/** The engine on a real database, over a catalog in memory, with scorecards that can change. */
export class TestEngine {
  readonly engine: Engine;
  readonly db: Knex;
  readonly logger = mockServices.logger.mock();
  /** Texts of rule files by name; an error stands for a file that cannot be read. */
  readonly files: Map<string, string | Error>;
  readonly #sync: ScorecardSync;

  static async create(options: {
    db: Knex;
    catalog: CatalogStub;
    files?: { [name: string]: string };
    collectors?: FactCollector[];
    config?: { [key: string]: JsonValue };
  }): Promise<TestEngine> {
    await migrateDatabase({
      database: mockServices.database({ knex: options.db }),
    });
    return new TestEngine(options);
  }

  private constructor(options: {
    db: Knex;
    catalog: CatalogStub;
    files?: { [name: string]: string };
    collectors?: FactCollector[];
    config?: { [key: string]: JsonValue };
  }) {
    const { db, catalog, collectors = [], config = {} } = options;
    const registry = new CollectorRegistry();
    collectors.forEach(collector => registry.addCollector(collector));
    this.db = db;
    this.files = new Map(Object.entries(options.files ?? {}));
    this.engine = createEngine({
      auth: mockServices.auth(),
      catalog: catalog.toService(),
      collectors: registry.byFactRef,
      config: mockServices.rootConfig({
        data: { scorecard: { shipped: false, ...config } },
      }),
      db,
      logger: this.logger,
      urlReader: mockServices.urlReader.mock(),
    });
    this.#sync = new ScorecardSync({
      store: new DatabaseScorecardStore({ db }),
      logger: this.logger,
      configured: [],
      listCatalogSources: async () =>
        [...this.files].map(([name, text]) => ({
          name,
          read: async () => {
            if (text instanceof Error) {
              throw text;
            }
            return text;
          },
        })),
      knownFactRefs: this.engine.knownFactRefs,
    });
  }

  sync(): Promise<boolean> {
    return this.#sync.sync();
  }

  /** Reads the files and evaluates the whole catalog. */
  async run(): Promise<FullRunOutcome> {
    await this.sync();
    return this.engine.fullRun.run();
  }

  /** Works off the queue without waiting for the times at which its items are due. */
  async drainAll(): Promise<void> {
    do {
      await this.db('evaluation_queue').update({ due_at: new Date() });
    } while ((await this.engine.worker.drain()) > 0);
  }

  /** Results without what differs from run to run. */
  async readResults(): Promise<{ [key: string]: unknown }[]> {
    const { rows } = await this.db.raw(
      `select r.scorecard_id, r.entity_ref, r.scorecard_version, r.content_hash,
         r.states, r.score, r.level, r.owner_ref, r.system_ref, r.kind, r.tags,
         (
           select jsonb_object_agg(key, value - 'since')
           from jsonb_each(f.findings)
         ) as findings
       from entity_results r
       left join entity_findings f using (scorecard_id, entity_ref)
       order by 1, 2`,
    );
    return rows;
  }

  /** Changes when any row of a result, finding, fact, transition or total is written, even with what it held. */
  async readWriteMarks(): Promise<unknown> {
    const { rows } = await this.db.raw(
      [
        'entity_results',
        'entity_findings',
        'facts',
        'transitions',
        'daily_rollups',
      ]
        .map(
          table =>
            `select '${table}' as name, count(*), max(xmin::text::bigint), sum(xmin::text::bigint) from ${table}`,
        )
        .join(' union all '),
    );
    return rows;
  }

  /** Counts SQL statements that the engine sends while a function runs. */
  async countStatements(work: () => Promise<unknown>): Promise<number> {
    let statements = 0;
    const count = () => {
      statements += 1;
    };
    this.db.on('query', count);
    try {
      await work();
    } finally {
      this.db.off('query', count);
    }
    return statements;
  }
}
