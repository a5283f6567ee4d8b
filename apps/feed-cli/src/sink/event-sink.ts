import type { FeedMessage } from '@assay/feeds';
import type { Dataset } from '@assay/schemas';

/** Where a command sends events: the embedded log of this machine, or a running service. */
export interface EventSink {
  /** The highest ordinal of a run that is already stored there, so that nothing is sent twice. */
  lastOfRun(run: string): Promise<bigint | undefined>;
  /** Resolves when the message may be forgotten: it is durable, or on its way with room to spare. */
  send(dataset: Dataset, message: FeedMessage): Promise<void>;
  /** Resolves when everything sent is stored for good; says what became of it. */
  finish(): Promise<SinkSummary>;
  /** Lets go without waiting; what was sent and is durable stays. */
  close(): Promise<void>;
}

/** What became of the events sent, as far as the receiver tells. */
export interface SinkSummary {
  readonly rowsByDataset: Readonly<Record<string, number>>;
  readonly deadLetters: number;
  /** Files written, where the sink writes them itself. */
  readonly files: readonly string[];
  /** Where events went into a log that somebody else stores: rows and dead letters come later. */
  readonly log?: {
    readonly messages: number;
    /** Messages among them that the log held before. */
    readonly duplicates: number;
    readonly streams: readonly string[];
  };
}
