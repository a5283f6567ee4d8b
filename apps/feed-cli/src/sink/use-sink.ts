import type { CommandContext } from '@assay/cli';
import type { FeedConfig } from '../config.js';
import { explain } from '../explain.js';
import type { EventSink } from './event-sink.js';

/**
 * Does work with a sink that `work` finishes; when it fails, lets go of the sink and tells why. A person
 * sees that the last batch is being stored, which may take seconds.
 */
export async function useSink<Result>(
  { context, config }: { readonly context: CommandContext; readonly config: FeedConfig },
  sink: EventSink,
  work: (sink: EventSink) => Promise<Result>,
): Promise<Result> {
  try {
    return await work({
      ...sink,
      finish: () => {
        context.status('storing the last events in Bronze');
        return sink.finish();
      },
    });
  } catch (error) {
    await sink.close().catch((closing: unknown) => {
      // A failure of the sink itself comes back from closing it.
      if (closing !== error) {
        const words = closing instanceof Error ? closing.message : String(closing);
        context.say(`also, while closing: ${words}`);
      }
    });
    throw explain(error, config);
  } finally {
    context.status(undefined);
  }
}
