import {
  decodeCursor,
  encodeCursor,
  type VisibleRefs,
} from '@causeway/backend-common';
import type {
  GoldenPath,
  GoldenPathService,
  Page,
  ServicePage,
  ServiceState,
} from '@causeway/plugin-golden-paths-common';
import type { Knex } from 'knex';
import type { ServiceRecord, TemplateRecord } from './records';
import { toServiceState } from './toServiceState';

interface TemplateRow {
  template_ref: string;
  title: string;
  description: string | null;
  owner_ref: string | null;
  version: string | null;
}

interface ServiceRow {
  entity_ref: string;
  title: string;
  owner_ref: string | null;
  template_ref: string;
  version: string | null;
  state: ServiceState;
}

// What a list is ordered by, before the ref that makes the order complete.
const sortKeys = {
  title: 'lower(s.title)',
  owner: "coalesce(s.owner_ref, '')",
  template: 's.template_ref',
  state:
    "case s.state when 'behind' then '0' when 'unknown' then '1' else '2' end",
} as const;

type ServiceOrder = keyof typeof sortKeys;

export interface ServiceQuery {
  visible: VisibleRefs;
  templateRef?: string;
  owners?: readonly string[];
  states?: readonly ServiceState[];
  order?: ServiceOrder;
  limit: number;
  cursor?: string;
}

/** Templates, and the entities that came from them. */
export class DatabaseServiceStore {
  readonly #db: Knex;

  constructor(options: { db: Knex }) {
    this.#db = options.db;
  }

  async listTemplateRefs(): Promise<string[]> {
    return this.#db<TemplateRow>('templates').pluck('template_ref');
  }

  async listEntityRefs(): Promise<string[]> {
    return this.#db<ServiceRow>('services').pluck('entity_ref');
  }

  /** Also says anew of their services how they stand. */
  async putTemplates(records: readonly TemplateRecord[]): Promise<void> {
    for (const record of records) {
      await this.#db<TemplateRow>('templates')
        .insert({
          template_ref: record.templateRef,
          title: record.title,
          description: record.description ?? null,
          owner_ref: record.ownerRef ?? null,
          version: record.version ?? null,
        })
        .onConflict('template_ref')
        .merge();
      await this.#setStates(record.templateRef, record.version);
    }
  }

  async deleteTemplates(templateRefs: readonly string[]): Promise<void> {
    await this.#db<TemplateRow>('templates')
      .delete()
      .whereIn('template_ref', templateRefs);
    await this.#db<ServiceRow>('services')
      .update({ state: 'unknown' })
      .whereIn('template_ref', templateRefs);
  }

  async putServices(records: readonly ServiceRecord[]): Promise<void> {
    if (records.length === 0) {
      return;
    }
    const templates = await this.#db<TemplateRow>('templates')
      .select('template_ref', 'version')
      .whereIn('template_ref', [
        ...new Set(records.map(({ templateRef }) => templateRef)),
      ]);
    const latest = new Map(
      templates.map(row => [row.template_ref, row.version ?? undefined]),
    );
    await this.#db<ServiceRow>('services')
      .insert(
        records.map(record => ({
          entity_ref: record.entityRef,
          title: record.title,
          owner_ref: record.ownerRef ?? null,
          template_ref: record.templateRef,
          version: record.version ?? null,
          state: toServiceState(record.version, latest.get(record.templateRef)),
        })),
      )
      .onConflict('entity_ref')
      .merge();
  }

  async deleteServices(entityRefs: readonly string[]): Promise<void> {
    await this.#db<ServiceRow>('services')
      .delete()
      .whereIn('entity_ref', entityRefs);
  }

  async findService(entityRef: string): Promise<GoldenPathService | undefined> {
    const row = await this.#db('services as s')
      .leftJoin('templates as t', 't.template_ref', 's.template_ref')
      .where('s.entity_ref', entityRef)
      .first<(ServiceRow & { latest: string | null }) | undefined>(
        's.*',
        't.version as latest',
      );
    return row && toService(row);
  }

  async listServices(query: ServiceQuery): Promise<ServicePage> {
    const { order = 'title', limit, cursor } = query;
    const sortKey = sortKeys[order];
    const after = readPosition(cursor);

    const matching = this.#db('services as s').modify(builder => {
      limitToVisible(builder, 's.entity_ref', query.visible);
      if (query.templateRef !== undefined) {
        builder.where('s.template_ref', query.templateRef);
      }
      if (query.owners) {
        builder.whereRaw('s.owner_ref = any(?::text[])', [[...query.owners]]);
      }
      if (query.states) {
        builder.whereRaw('s.state = any(?::text[])', [[...query.states]]);
      }
    });
    const [rows, [{ total }]] = await Promise.all([
      matching
        .clone()
        .leftJoin('templates as t', 't.template_ref', 's.template_ref')
        .modify(builder => {
          if (after) {
            builder.whereRaw(`(${sortKey}, s.entity_ref) > (?, ?)`, [
              after.key,
              after.ref,
            ]);
          }
        })
        .orderByRaw(`${sortKey}, s.entity_ref`)
        .limit(limit + 1)
        .select<(ServiceRow & { latest: string | null; sort_key: string })[]>(
          's.*',
          't.version as latest',
          this.#db.raw(`${sortKey} as sort_key`),
        ),
      matching.clone().count<{ total: string }[]>({ total: '*' }),
    ]);

    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown[shown.length - 1] : undefined;
    return {
      items: shown.map(toService),
      total: Number(total),
      ...(last && {
        nextCursor: encodeCursor(last.sort_key, last.entity_ref),
      }),
    };
  }

  /** Templates by their titles, without what only some may see. */
  async listTemplates(query: {
    visible: VisibleRefs;
    limit: number;
    cursor?: string;
  }): Promise<Page<GoldenPath>> {
    const { visible, limit, cursor } = query;
    const after = readPosition(cursor);
    const counted = this.#db('services as s')
      .modify(builder => limitToVisible(builder, 's.entity_ref', visible))
      .groupBy('s.template_ref')
      .select(
        's.template_ref',
        this.#db.raw('count(*)::int as services'),
        this.#db.raw(
          "count(*) filter (where s.state = 'behind')::int as behind",
        ),
      )
      .as('c');
    const rows = await this.#db('templates as t')
      .leftJoin(counted, 'c.template_ref', 't.template_ref')
      .modify(builder => {
        limitToVisible(builder, 't.template_ref', visible);
        if (after) {
          builder.whereRaw('(lower(t.title), t.template_ref) > (?, ?)', [
            after.key,
            after.ref,
          ]);
        }
      })
      .orderByRaw('lower(t.title), t.template_ref')
      .limit(limit + 1)
      .select<
        (TemplateRow & {
          services: number | null;
          behind: number | null;
          sort_key: string;
        })[]
      >(
        't.*',
        'c.services',
        'c.behind',
        this.#db.raw('lower(t.title) as sort_key'),
      );

    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown[shown.length - 1] : undefined;
    return {
      items: shown.map(row => ({
        templateRef: row.template_ref,
        title: row.title,
        description: row.description ?? undefined,
        owner: row.owner_ref ?? undefined,
        version: row.version ?? undefined,
        services: row.services ?? 0,
        behind: row.behind ?? 0,
      })),
      ...(last && {
        nextCursor: encodeCursor(last.sort_key, last.template_ref),
      }),
    };
  }

  async #setStates(templateRef: string, latest?: string): Promise<void> {
    const versions = await this.#db<ServiceRow>('services')
      .where({ template_ref: templateRef })
      .distinct('version')
      .pluck('version');
    for (const version of versions) {
      await this.#db<ServiceRow>('services')
        .where({ template_ref: templateRef, version })
        .update({ state: toServiceState(version ?? undefined, latest) });
    }
  }
}

function limitToVisible(
  builder: Knex.QueryBuilder,
  column: 's.entity_ref' | 't.template_ref',
  visible: VisibleRefs,
): void {
  if (visible !== 'all') {
    builder.whereRaw(`${column} = any(?::text[])`, [[...visible]]);
  }
}

function toService(
  row: ServiceRow & { latest: string | null },
): GoldenPathService {
  return {
    entityRef: row.entity_ref,
    title: row.title,
    owner: row.owner_ref ?? undefined,
    templateRef: row.template_ref,
    version: row.version ?? undefined,
    latestVersion: row.latest ?? undefined,
    state: row.state,
  };
}

function readPosition(
  cursor: string | undefined,
): { key: string; ref: string } | undefined {
  const parts = decodeCursor(cursor, 2);
  return parts && { key: parts[0], ref: parts[1] };
}
