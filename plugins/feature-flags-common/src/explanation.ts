import type { FlagValue } from './types';

/** One operator of a rule, with what it was given and what it made of it. */
export interface ExplanationStep {
  /** JSON pointer into the rule. */
  pointer: string;
  operator: string;
  operands?: unknown[];
  result?: unknown;
  /** Why the engine could not do more, for example that the context has no targeting key. */
  note?: string;
  children: ExplanationStep[];
}

/** Why a context gets what it gets from a flag in one environment. */
export interface Explanation {
  result: {
    /** Absent when the client uses the default in its own code. */
    value?: FlagValue;
    variant?: string;
    reason: string;
    errorCode?: string;
    errorMessage?: string;
  };
  steps: ExplanationStep[];
  /** Where a `fractional` rule put the context, from 0 up to but not including 100. */
  bucket?: number;
  /** What the prerequisites of the flag served. */
  prerequisites: {
    flagKey: string;
    variants: string[];
    /** What it served; absent when it has no value of its own. */
    variant?: string;
    isMet: boolean;
  }[];
}
