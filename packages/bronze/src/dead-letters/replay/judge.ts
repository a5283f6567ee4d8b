import type { OutgoingMessage } from '@assay/bus';
import type { Framer } from '@assay/query';
import type { DeadLetter } from '@assay/schemas';

/** What this release makes of a message. */
export interface Judgement {
  readonly rows: number;
  /** The first event that is refused. */
  readonly refusal: DeadLetter | undefined;
}

/** Frames a message as the writer of this release would, and stores nothing. */
export function judge(framer: Framer, { subject, headers, bytes }: OutgoingMessage): Judgement {
  let refusal: DeadLetter | undefined;
  const { rows } = framer.frame(
    { subject, headers, bytes },
    {
      row: () => undefined,
      deadLetter: (letter) => {
        refusal ??= letter;
      },
    },
  );
  return { rows, refusal };
}
