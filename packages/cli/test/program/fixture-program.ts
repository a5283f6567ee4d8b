import {
  AnswerIsNo,
  CommandFailure,
  createProgram,
  defineCommand,
  optionParser,
  wholeNumber,
} from '../../src/index.js';

/** A program with one command for each manner. */
export const fixtureProgram = createProgram({
  name: 'fixture',
  version: '1.2.3',
  description: 'Shows the manners.',
  commands: [
    defineCommand<{ times: number; version?: string }, [string[]]>({
      name: 'count',
      summary: 'count the files',
      examples: ['count a.dbn b.dbn --times 2'],
      declare: (command) => {
        command
          .argument('<file...>', 'files to count')
          .option('--times <n>', 'how often', optionParser('--times', wholeNumber(1, 9)), 1)
          .option('--version <v>', 'a version of its own');
      },
      run: async ({ args: [files], options: { times, version }, context }) => {
        context.say('counting');
        const count = BigInt(files.length * times) * 10_000_000_000_000_000n;
        return { result: { files, count, version }, text: `counted ${count}` };
      },
    }),
    defineCommand({
      name: 'doubt',
      summary: 'say no',
      run: async () => {
        throw new AnswerIsNo('two files differ', { differ: ['a', 'b'] });
      },
    }),
    defineCommand<{ how: string }>({
      name: 'fail',
      summary: 'fail somehow',
      declare: (command) => {
        command.option('--how <way>', 'in which way', 'plainly');
      },
      run: async ({ options: { how } }) => {
        throw failureOf(how);
      },
    }),
    defineCommand<{ lines: number }>({
      name: 'data',
      summary: 'write lines',
      declare: (command) => {
        command.option('--lines <n>', 'how many', optionParser('--lines', wholeNumber(1)), 3);
      },
      run: async ({ context, options: { lines } }) => {
        let written = 0;
        while (written < lines && (await context.data(`line ${written}\n`))) {
          written += 1;
        }
        return { result: { written }, text: `wrote ${written}` };
      },
    }),
    defineCommand<{ stuck: boolean; broken: boolean }>({
      name: 'serve',
      summary: 'run until told to end',
      declare: (command) => {
        command.option('--stuck', 'never end', false).option('--broken', 'fail to end', false);
      },
      run: async ({ context, options: { stuck, broken } }) => {
        const signal = await new Promise<string>((resolve) => {
          context.onShutdown((received) => {
            if (broken) {
              throw new CommandFailure('UNREACHABLE', 'the disk is gone');
            }
            context.say('draining');
            if (!stuck) {
              resolve(received);
            }
          });
          context.status('serving');
          context.say('ready');
          // Something to live for.
          const stop = context.clock.schedule(60_000, () => undefined);
          context.onShutdown(() => (stuck ? undefined : stop()));
        });
        return { result: { signal }, text: 'bye' };
      },
    }),
    defineCommand({
      name: 'log',
      summary: 'log a line',
      run: async ({ context }) => {
        const logger = await context.logger();
        logger.debug('in detail');
        logger.info('in short', { seq: 5n });
        return { result: {} };
      },
    }),
    defineCommand<{ asynchronously: boolean }>({
      name: 'crash',
      summary: 'fail where nobody waits',
      declare: (command) => {
        command.option('--asynchronously', 'by a rejection', false);
      },
      run: ({ context, options: { asynchronously } }) => {
        const mistake = (): never => {
          throw new TypeError('a mistake in the code');
        };
        if (asynchronously) {
          void Promise.resolve().then(mistake);
        } else {
          context.clock.schedule(1, mistake);
        }
        context.clock.schedule(60_000, () => undefined);
        return new Promise(() => undefined);
      },
    }),
  ],
});

function failureOf(how: string): unknown {
  switch (how) {
    case 'deeply': {
      const root = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
      const storage = Object.assign(new Error('the disk is full', { cause: root }), {
        code: 'UNAVAILABLE',
        retryable: true,
      });
      return new CommandFailure('UNREACHABLE', 'publishing failed', {
        cause: storage,
        next: 'free space',
        details: { bytes: 5n },
      });
    }
    case 'typed':
      return Object.assign(new Error('no such object'), { code: 'NOT_FOUND' });
    case 'oddly':
      return 'just a text';
    default:
      return new TypeError('x is not a function');
  }
}
