import { createByteReader } from '../../byte-reader.js';
import { FeedError } from '../../errors.js';
import type { FeedInput } from '../../input.js';
import { marketKindOf } from '../datasets.js';
import { AT, DEFINITION_RECORD, TS_OUT_BYTES } from '../layout.js';
import { createRecordSplitter } from '../record-splitter.js';
import { openContent } from '../start-of-file.js';
import type { Contracts } from './contracts.js';
import { definitionLength, readDefinition } from './definition-record.js';

/**
 * Takes in a DBN file of option definitions. Throws `BAD_OPTION` where it holds none, else what
 * reading a DBN file throws.
 */
export async function readDefinitions(input: FeedInput, contracts: Contracts): Promise<void> {
  const file = input.name;
  const stored = createByteReader(input.chunks());
  let options = 0;
  try {
    const { content, header } = await openContent(stored, file, undefined);
    const length = definitionLength(header.version) + (header.hasTsOut ? TS_OUT_BYTES : 0);
    const bad = (problem: string) =>
      new FeedError('BAD_RECORD', problem, { place: { file, record: splitter.records + 1 } });
    const splitter = createRecordSplitter(
      (view, bytes, offset, was) => {
        if (bytes[offset + AT.recordType] !== DEFINITION_RECORD) {
          return;
        }
        if (was !== length) {
          throw bad(`expected a definition of ${length} bytes, was ${was}; the file is damaged`);
        }
        const definition = readDefinition(header.version, view, bytes, offset);
        if (definition !== undefined) {
          contracts.learn(definition);
          options += 1;
        }
      },
      (was) => bad(`expected a record of at least 16 bytes, was ${was}; the file is damaged`),
    );
    for (;;) {
      const chunk = await content.readSome();
      if (chunk.length === 0) {
        break;
      }
      splitter.push(chunk);
    }
    if (splitter.pending > 0) {
      const problem = `expected a whole definition, was the end after ${splitter.pending} of its bytes`;
      throw new FeedError('TRUNCATED', problem, { place: { file } });
    }
    if (options === 0 || marketKindOf(header.dataset) !== 'options') {
      const problem = `definitions: expected definitions of options, was ${options} of "${header.dataset}"`;
      throw new FeedError('BAD_OPTION', problem, { place: { file } });
    }
  } finally {
    await stored.close();
  }
}
