import { encodeCursor, type VisibleRefs } from '@causeway/backend-common';
import type { GoldenPath, Page } from '@causeway/plugin-golden-paths-common';
import type { Knex } from 'knex';
import { limitToVisible, readPosition } from './listing';

interface ServiceCount {
  services: number;
  behind: number;
}

interface ListedRow extends ServiceCount {
  template_ref: string;
  title: string;
  description: string | null;
  owner_ref: string | null;
  version: string | null;
  sort_key: string;
}

interface KeptCounts {
  /** Of all services at that time. */
  revision: string;
  counts: Promise<Map<string, ServiceCount>>;
}

/** Reads templates, and how many services follow them. */
export class TemplateReadModel {
  readonly #db: Knex;
  // Kept as long as somebody keeps what a reader may see.
  readonly #kept = new WeakMap<readonly string[], KeptCounts>();

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  /** Templates by their titles, without what only some may see. */
  async list(query: {
    visible: { templates: VisibleRefs; services: VisibleRefs };
    limit: number;
    cursor?: string;
  }): Promise<Page<GoldenPath>> {
    const { visible, limit, cursor } = query;
    const after = readPosition(cursor);
    const rows = await this.#db('templates as t')
      .modify(builder => {
        limitToVisible(builder, 't.template_ref', visible.templates);
        if (after) {
          builder.whereRaw('(lower(t.title), t.template_ref) > (?, ?)', [
            after.key,
            after.ref,
          ]);
        }
      })
      .joinRaw(
        `cross join lateral (
          select coalesce(sum(services), 0)::int as services,
            coalesce(sum(behind), 0)::int as behind
          from service_counts where template_ref = t.template_ref
        ) as c`,
      )
      .orderByRaw('lower(t.title), t.template_ref')
      .limit(limit + 1)
      .select<ListedRow[]>(
        't.*',
        'c.services',
        'c.behind',
        this.#db.raw('lower(t.title) as sort_key'),
      );
    const limited =
      visible.services === 'all'
        ? undefined
        : await this.#countVisible(visible.services);

    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown[shown.length - 1] : undefined;
    return {
      items: shown.map(row => {
        const { services, behind } = limited
          ? limited.get(row.template_ref) ?? { services: 0, behind: 0 }
          : row;
        return {
          templateRef: row.template_ref,
          title: row.title,
          description: row.description ?? undefined,
          owner: row.owner_ref ?? undefined,
          version: row.version ?? undefined,
          services,
          behind,
        };
      }),
      ...(last && {
        nextCursor: encodeCursor(last.sort_key, last.template_ref),
      }),
    };
  }

  /** @param kinds - in lower case */
  async hasServicesOf(kinds: readonly string[]): Promise<boolean> {
    const found = await this.#db('service_counts')
      .where('services', '>', 0)
      .whereIn('kind', kinds)
      .first('kind');
    return found !== undefined;
  }

  /** Counted once for what a reader may see, until a service changes. */
  async #countVisible(
    refs: readonly string[],
  ): Promise<Map<string, ServiceCount>> {
    // Read before the services are counted, which may then only be newer than it says.
    const [{ revision }] = await this.#db('service_counts').select<
      { revision: string }[]
    >(this.#db.raw('coalesce(sum(revision), 0)::text as revision'));
    const kept = this.#kept.get(refs);
    if (kept?.revision === revision) {
      return kept.counts;
    }
    const counts = this.#countNow(refs);
    this.#kept.set(refs, { revision, counts });
    // Those who wait for it are told; the next one counts again.
    counts.catch(() => this.#kept.delete(refs));
    return counts;
  }

  async #countNow(refs: readonly string[]): Promise<Map<string, ServiceCount>> {
    const rows = await this.#db('services as s')
      .modify(builder => limitToVisible(builder, 's.entity_ref', refs))
      .groupBy('s.template_ref')
      .select<(ServiceCount & { template_ref: string })[]>(
        's.template_ref',
        this.#db.raw('count(*)::int as services'),
        this.#db.raw(
          "count(*) filter (where s.state = 'behind')::int as behind",
        ),
      );
    return new Map(
      rows.map(({ template_ref: templateRef, ...count }) => [
        templateRef,
        count,
      ]),
    );
  }
}
