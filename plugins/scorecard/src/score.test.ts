import { formatScore, getScoreBand } from './score';

describe('a score', () => {
  it.each([
    [1, '100 %', 'good'],
    [0.999, '99 %', 'good'],
    [0.9, '90 %', 'good'],
    [0.899, '89 %', 'fair'],
    [0.6, '60 %', 'fair'],
    [0.29, '29 %', 'poor'],
    [0, '0 %', 'poor'],
  ])('of %d reads %s and is %s', (score, text, band) => {
    expect(formatScore(score)).toBe(text);
    expect(getScoreBand(score)).toBe(band);
  });
});
