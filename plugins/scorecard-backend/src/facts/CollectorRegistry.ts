import type {
  FactCollector,
  FactCollectorsExtensionPoint,
} from '@causeway/plugin-scorecard-node';

/** Sources of facts, each for one fact. */
export class CollectorRegistry implements FactCollectorsExtensionPoint {
  readonly #collectors = new Map<string, FactCollector>();

  get byFactRef(): ReadonlyMap<string, FactCollector> {
    return this.#collectors;
  }

  addCollector(collector: FactCollector): void {
    if (this.#collectors.has(collector.factRef)) {
      throw new Error(
        `There are two collectors of the fact '${collector.factRef}'; remove one of their modules`,
      );
    }
    this.#collectors.set(collector.factRef, collector);
  }
}
