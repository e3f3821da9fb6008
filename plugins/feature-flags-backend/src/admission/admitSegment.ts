import type { Problem, Segment } from '@causeway/plugin-feature-flags-common';
import { findTargetingProblems } from './findTargetingProblems';
import { admissionLimits } from './limits';
import { findNameProblems } from './names';

/**
 * Says everything that keeps a segment from being stored.
 *
 * @remarks
 * A segment refers to no other: flagd splices them in once, in the order of the
 * file, so that a nested one would work or not depending on its place.
 *
 * @param others - how many segments the set has besides
 */
export function admitSegment(
  { name, targeting }: Pick<Segment, 'name' | 'targeting'>,
  others: number,
): Problem[] {
  return [
    ...(others >= admissionLimits.segments
      ? [
          {
            pointer: '',
            message: `The flag set has ${others} segments; at most ${admissionLimits.segments} are allowed.`,
          },
        ]
      : []),
    ...findNameProblems('The name of the segment', name, '/name'),
    ...findTargetingProblems(targeting, {
      pointer: '/targeting',
      segments: new Set(),
    }),
  ];
}
