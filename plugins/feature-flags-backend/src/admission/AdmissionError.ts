import { InputError } from '@backstage/errors';
import type { Problem } from '@causeway/plugin-feature-flags-common';

/** How many problems the sentence of the error names; `problems` has all. */
const namedProblems = 5;

/** Refuses a change with everything that is wrong with it; the response carries `problems`. */
export class AdmissionError extends InputError {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(summarize(problems));
    this.problems = problems;
  }

  /** The same for someone who sent only the part that a pointer leads to. */
  relativeTo(part: string): AdmissionError {
    return new AdmissionError(
      this.problems.map(({ pointer, message }) => ({
        pointer: pointer.startsWith(`${part}/`)
          ? pointer.slice(part.length)
          : pointer,
        message,
      })),
    );
  }
}

/** Passes if there is no problem. */
export function assertAdmitted(problems: Problem[]): void {
  if (problems.length > 0) {
    throw new AdmissionError(problems);
  }
}

function summarize(problems: Problem[]): string {
  const named = problems.slice(0, namedProblems).map(describeProblem);
  const others = problems.length - named.length;
  return [...named, ...(others > 0 ? [`And ${others} more.`] : [])].join(' ');
}

function describeProblem({ pointer, message }: Problem): string {
  return pointer === '' ? message : `${message} (at ${pointer})`;
}
