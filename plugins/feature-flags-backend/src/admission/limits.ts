/**
 * How much one flag or segment may hold.
 *
 * @remarks
 * Far above what people write, and low enough that validating, evaluating and printing
 * what is admitted needs neither a deep stack nor a noticeable time.
 */
export const admissionLimits = {
  /** Levels of a rule, or of a variant's value. A rule 3,000 deep would overflow the evaluator's stack. */
  depth: 32,
  /** Levels of a whole request, which is checked before anything else walks it. */
  bodyDepth: 100,
  /** Objects, lists and plain values in one rule or value. */
  nodes: 2_000,
  /** One rule or one variant's value, as JSON. */
  bytes: 64 * 1024,
  /** Items of one list; what is longer is data and belongs into the evaluation context. */
  listLength: 500,
  variants: 100,
  prerequisites: 20,
  metadata: 50,
  tags: 50,
  segments: 300,
  nameLength: 200,
  textLength: 2_000,
} as const;

/** The largest request body; a flagd file with thousands of flags fits. */
export const maximumBodyBytes = 10 * 1024 * 1024;
