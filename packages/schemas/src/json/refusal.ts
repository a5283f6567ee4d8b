import type { DeadLetterReason } from '../dead-letter.js';

/** Why an event cannot be a row. Thrown while it is read; becomes the dead letter. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: DeadLetterReason;
  readonly field: string | undefined;

  /** @param detail "expected …, was …" */
  constructor(reason: DeadLetterReason, detail: string, field?: string) {
    super(detail);
    this.reason = reason;
    this.field = field;
  }
}
