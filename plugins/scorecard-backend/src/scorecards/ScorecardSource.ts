/** Where a scorecard is written. */
export interface ScorecardSource {
  /** File, URL or entity ref, as people know it. */
  readonly name: string;
  /** @throws if it cannot be read now */
  read(): Promise<string>;
}
