import type { Entity } from '@backstage/catalog-model';

/** What running a template does to repositories. */
export type Effect = 'creates' | 'proposes' | 'updates';

/** Reads it off the steps; a template that opens no pull request creates something. */
export function readEffect(template: Entity | undefined): Effect {
  const steps = template?.spec?.steps;
  const actions = Array.isArray(steps)
    ? steps.map(step =>
        step instanceof Object && 'action' in step ? step.action : undefined,
      )
    : [];
  if (actions.includes('golden-path:update')) {
    return 'updates';
  }
  return actions.includes('golden-path:pull-request') ? 'proposes' : 'creates';
}
