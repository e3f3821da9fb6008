/** A score as people read it. Rounded down, so that only what is complete is 100 %. */
export function formatScore(score: number): string {
  return `${Math.floor(score * 100)} %`;
}

/** How a score is coloured; the figure always stands beside it. */
export function getScoreBand(score: number): 'good' | 'fair' | 'poor' {
  // 90 % is what a catalog is expected to reach.
  if (score >= 0.9) {
    return 'good';
  }
  return score >= 0.6 ? 'fair' : 'poor';
}
