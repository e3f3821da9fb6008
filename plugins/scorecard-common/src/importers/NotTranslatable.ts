import type { SourcePosition } from '../rules/Rule';

/** Something has no counterpart in the rule language; the message says what to do. */
export class NotTranslatable extends Error {
  readonly position: SourcePosition;

  constructor(position: SourcePosition, message: string) {
    super(message);
    this.position = position;
  }
}
