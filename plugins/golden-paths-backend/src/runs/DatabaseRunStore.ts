import type { TemplateRuns } from '@causeway/plugin-golden-paths-common';
import type { Knex } from 'knex';

export interface RunRecord {
  taskId: string;
  templateRef: string;
  status: string;
  /** Missing until it has ended. */
  seconds?: number;
}

interface RunRow {
  task_id: string;
  template_ref: string;
  status: string;
  seconds: number | null;
}

const newestTask = 'newest-task';

/** How the scaffolder's tasks went. */
export class DatabaseRunStore {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async put(record: RunRecord): Promise<void> {
    await this.#db<RunRow>('runs')
      .insert({
        task_id: record.taskId,
        template_ref: record.templateRef,
        status: record.status,
        seconds: record.seconds ?? null,
      })
      .onConflict('task_id')
      .merge();
  }

  async delete(taskId: string): Promise<void> {
    await this.#db<RunRow>('runs').delete().where({ task_id: taskId });
  }

  async listUnfinished(limit: number): Promise<string[]> {
    return this.#db<RunRow>('runs')
      .whereIn('status', ['open', 'processing'])
      .orderBy('task_id')
      .limit(limit)
      .pluck('task_id');
  }

  /** When the newest task was created of which all before are known. */
  async getMark(): Promise<string | undefined> {
    const row = await this.#db<{ name: string; value: string }>('marks')
      .where({ name: newestTask })
      .first();
    return row?.value;
  }

  async setMark(createdAt: string): Promise<void> {
    await this.#db('marks')
      .insert({ name: newestTask, value: createdAt })
      .onConflict('name')
      .merge();
  }

  async sumUp(
    templateRefs: readonly string[],
  ): Promise<Map<string, TemplateRuns>> {
    const rows = await this.#db('runs')
      .whereIn('template_ref', templateRefs)
      .groupBy('template_ref')
      .select<
        {
          template_ref: string;
          total: number;
          succeeded: number;
          failed: number;
          median: number | null;
        }[]
      >(
        'template_ref',
        this.#db.raw('count(*)::int as total'),
        this.#db.raw(
          "count(*) filter (where status = 'completed')::int as succeeded",
        ),
        this.#db.raw(
          "count(*) filter (where status = 'failed')::int as failed",
        ),
        this.#db.raw(`percentile_cont(0.5) within group (order by seconds)
          filter (where status = 'completed') as median`),
      );
    return new Map(
      rows.map(({ template_ref, total, succeeded, failed, median }) => [
        template_ref,
        {
          total,
          succeeded,
          failed,
          ...(succeeded + failed > 0 && {
            successRate: succeeded / (succeeded + failed),
          }),
          ...(median !== null && { medianSeconds: median }),
        },
      ]),
    );
  }
}
