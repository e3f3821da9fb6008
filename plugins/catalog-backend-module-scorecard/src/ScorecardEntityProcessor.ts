import {
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_OWNER_OF,
  type Entity,
} from '@backstage/catalog-model';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import { parseRuleFile } from '@causeway/plugin-scorecard-common';
import { stringify } from 'yaml';

const apiVersion = 'causeway.io/v1alpha1';

/** Accepts entities of kind Scorecard, whose spec is the body of a rule file. */
export class ScorecardEntityProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'ScorecardEntityProcessor';
  }

  /** A scorecard of which nothing can be read is refused; a single rule with a fault is not. */
  async validateEntityKind(entity: Entity): Promise<boolean> {
    if (!isScorecard(entity)) {
      return false;
    }
    const { scorecard, problems } = parseRuleFile({
      text: stringify(entity.spec ?? {}),
      file: entity.metadata.name,
    });
    if (!scorecard) {
      throw new Error(problems.map(({ message }) => message).join('; '));
    }
    return true;
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    const owner = entity.spec?.owner;
    if (isScorecard(entity) && typeof owner === 'string') {
      const self = getCompoundEntityRef(entity);
      const group = parseEntityRef(owner, {
        defaultKind: 'Group',
        defaultNamespace: self.namespace,
      });
      emit(
        processingResult.relation({
          source: self,
          type: RELATION_OWNED_BY,
          target: group,
        }),
      );
      emit(
        processingResult.relation({
          source: group,
          type: RELATION_OWNER_OF,
          target: self,
        }),
      );
    }
    return entity;
  }
}

function isScorecard(entity: Entity): boolean {
  return entity.apiVersion === apiVersion && entity.kind === 'Scorecard';
}
