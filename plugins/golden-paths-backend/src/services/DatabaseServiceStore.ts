import { encodeCursor, type VisibleRefs } from '@causeway/backend-common';
import {
  HIGHEST_SERVICE_COUNT,
  type GoldenPathService,
  type ServicePage,
  type ServiceState,
} from '@causeway/plugin-golden-paths-common';
import type { Knex } from 'knex';
import { limitToVisible, readPosition } from './listing';
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
      this.#db.count<{ total: string }[]>({ total: '*' }).from(
        matching
          .clone()
          .select(this.#db.raw('1'))
          .limit(HIGHEST_SERVICE_COUNT + 1)
          .as('counted'),
      ),
    ]);

    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown[shown.length - 1] : undefined;
    return {
      items: shown.map(toService),
      ...(Number(total) <= HIGHEST_SERVICE_COUNT && { total: Number(total) }),
      ...(last && {
        nextCursor: encodeCursor(last.sort_key, last.entity_ref),
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
