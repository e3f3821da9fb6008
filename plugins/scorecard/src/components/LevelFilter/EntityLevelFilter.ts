import type { Entity } from '@backstage/catalog-model';
import type { EntityFilter } from '@backstage/plugin-catalog-react';
import { levelLabelPrefix } from '@causeway/plugin-scorecard-common';

/** Entities of the catalog that are at a level of a scorecard, by the label that says so. */
export class EntityLevelFilter implements EntityFilter {
  readonly #label: string;
  readonly #scorecardId: string;
  readonly #level: string;

  constructor(scorecardId: string, level: string) {
    this.#scorecardId = scorecardId;
    this.#level = level;
    this.#label = `${levelLabelPrefix}${scorecardId}`;
  }

  /** Undefined if it is not what `toQueryValue` writes. */
  static fromQuery(value: string): EntityLevelFilter | undefined {
    const [scorecardId, level, ...rest] = value.split('/');
    return scorecardId && level && rest.length === 0
      ? new EntityLevelFilter(scorecardId, level)
      : undefined;
  }

  getCatalogFilters(): { [key: string]: string } {
    return { [`metadata.labels.${this.#label}`]: this.#level };
  }

  filterEntity(entity: Entity): boolean {
    return entity.metadata.labels?.[this.#label] === this.#level;
  }

  toQueryValue(): string {
    return `${this.#scorecardId}/${this.#level}`;
  }
}
