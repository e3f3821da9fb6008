/** Where a command reads its surroundings and writes its answer; `process` is one. */
export interface Terminal {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  env: { [name: string]: string | undefined };
}

/** Exit codes: nothing to say, something found, the command could not run. */
export const exitCodes = { ok: 0, found: 1, failed: 2 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Writes one line. */
export function say(stream: Terminal['stdout'], line = ''): void {
  stream.write(`${line}\n`);
}

/** `1 rule`, `2 rules`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
