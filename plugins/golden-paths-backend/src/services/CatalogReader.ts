import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { DatabaseServiceStore } from './DatabaseServiceStore';
import {
  generatedFilter,
  recordedFields,
  toServiceRecord,
  toTemplateRecord,
  type ServiceRecord,
} from './records';

/** Reads templates, and what came from them, out of the catalog. */
export class CatalogReader {
  readonly #auth: AuthService;
  readonly #catalog: Pick<
    CatalogService,
    'getEntitiesByRefs' | 'streamEntities'
  >;
  readonly #store: DatabaseServiceStore;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntitiesByRefs' | 'streamEntities'>;
    store: DatabaseServiceStore;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#store = options.store;
  }

  /** Reads all of them, and forgets those that are gone. */
  async readAll(): Promise<void> {
    await this.#readTemplates();
    await this.#readServices();
  }

  /** Reads those that have changed. */
  async read(entityRefs: readonly string[]): Promise<void> {
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: [...entityRefs], fields: recordedFields },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    const found = items.filter(entity => entity !== undefined);
    const isTemplate = ({ kind }: { kind: string }) =>
      kind.toLocaleLowerCase('en-US') === 'template';
    await this.#store.putTemplates(
      found.filter(isTemplate).map(toTemplateRecord),
    );
    const services = found.map(toServiceRecord).filter(isRecord);
    await this.#store.putServices(services);

    const kept = new Set(services.map(({ entityRef }) => entityRef));
    await this.#store.deleteServices(entityRefs.filter(ref => !kept.has(ref)));
    await this.#store.deleteTemplates(
      entityRefs.filter(
        (ref, index) => ref.startsWith('template:') && !items[index],
      ),
    );
  }

  async #readTemplates(): Promise<void> {
    const gone = new Set(await this.#store.listTemplateRefs());
    for await (const page of this.#stream({ kind: 'template' })) {
      const records = page.map(toTemplateRecord);
      await this.#store.putTemplates(records);
      records.forEach(({ templateRef }) => gone.delete(templateRef));
    }
    await this.#store.deleteTemplates([...gone]);
  }

  async #readServices(): Promise<void> {
    // Taken before: what is added during the read is not gone.
    const gone = new Set(await this.#store.listEntityRefs());
    for await (const page of this.#stream(generatedFilter)) {
      const records = page.map(toServiceRecord).filter(isRecord);
      await this.#store.putServices(records);
      records.forEach(({ entityRef }) => gone.delete(entityRef));
    }
    await this.#store.deleteServices([...gone]);
  }

  async *#stream(filter: Record<string, string | symbol>) {
    yield* this.#catalog.streamEntities(
      { filter, fields: recordedFields },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
  }
}

function isRecord(record: ServiceRecord | undefined): record is ServiceRecord {
  return record !== undefined;
}
