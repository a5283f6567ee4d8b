import type { DeadLetterReason } from '@assay/schemas';

/** Why a line cannot be a row. Thrown inside the slow path only; becomes the dead letter. */
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
