/**
 * Labels in the catalog that say which level an entity reached: this, and the id of the scorecard.
 */
export const levelLabelPrefix = 'scorecard.causeway.io/';

/** The value of such a label while an entity is below the lowest level. */
export const noLevel = 'none';

/** The levels of an entity, by scorecard; `noLevel` below the lowest. */
export interface EntityLevels {
  entityRef: string;
  levels: { [scorecardId: string]: string };
}
