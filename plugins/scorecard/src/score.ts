/** Rounded down, so that only what is complete is 100 %. */
export function toPercent(score: number): number {
  // 0.29 * 100 is a little less than 29.
  return Math.floor(score * 100 + 1e-9);
}

/** A score as people read it. */
export function formatScore(score: number): string {
  return `${toPercent(score)} %`;
}

/** How a score is coloured; the figure always stands beside it. */
export function getScoreBand(score: number): 'good' | 'fair' | 'poor' {
  // 90 % is what a catalog is expected to reach.
  if (score >= 0.9) {
    return 'good';
  }
  return score >= 0.6 ? 'fair' : 'poor';
}
