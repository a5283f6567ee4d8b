import { parseLedgerEntry, sha256Hex } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { applyEntry } from '../../src/state/apply-entry.js';
import { emptyLedger, type LedgerState } from '../../src/state/ledger-state.js';

const SHA = 'c'.repeat(64);
const FILE =
  `{"key":"bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/part-1.parquet",` +
  `"kind":"rows","dataset":"futures.trades.v1","partition":"symbol=ESZ5/date=2025-12-16/hour=14",` +
  `"rows":2,"bytes":9,"sha256":"${SHA}","position_digest":"${SHA}","min_ts":"1","max_ts":"2"}`;
const INTENDED =
  `{"key":"bronze/futures/trades/symbol=ESZ5/date=2025-12-16/hour=14/part-1.parquet",` +
  `"rows":2,"bytes":9,"sha256":"${SHA}","position_digest":"${SHA}"}`;

/** What release 0.2 wrote, without number and hash: these follow from the lines before. */
const LINES: readonly string[] = [
  '"kind":"claim",HEAD,"writer":"w1","fence":1}',
  '"kind":"epoch",HEAD,"writer":"w1","fence":1,"epoch":1,"stream":"market","stream_created":"a",' +
    '"first_seq":"1","reason":"first","left":null,"gaps":[]}',
  '"kind":"intent",HEAD,"writer":"w1","fence":1,"epoch":1,"range":{"from":"1","to":"2"},' +
    `"events":2,"messages":2,"decode_fingerprint":"d","replaces":null,"files":[${INTENDED}]}`,
  '"kind":"commit",HEAD,"writer":"w1","fence":1,"stream":"market","stream_created":"a","epoch":1,' +
    '"seq_from":"1","seq_to":"2","delivered":2,"events":2,"rows":2,"dead_letters":0,"gaps":[],' +
    `"files":[${FILE}],"close_reason":"drain","last":{"seq":"2","server_ts":null,"sha256":"${SHA}"},` +
    '"config_fingerprint":"c","runs":[]}',
  '"kind":"claim",HEAD,"writer":"w2","fence":2}',
  '"kind":"epoch",HEAD,"writer":"w2","fence":2,"epoch":2,"stream":"market","stream_created":"b",' +
    `"first_seq":"1","reason":"recreated","left":{"epoch":1,"seq_to":"2","last":{"seq":"2",` +
    `"server_ts":null,"sha256":"${SHA}"}},"gaps":[]}`,
  '"kind":"claim",HEAD,"writer":"w3","fence":3}',
  '"kind":"epoch",HEAD,"writer":"w3","fence":3,"epoch":3,"stream":"market","stream_created":"a",' +
    '"first_seq":"3","reason":"returned","left":{"epoch":2,"seq_to":"0","last":null},"gaps":[]}',
  '"kind":"intent",HEAD,"writer":"w3","fence":3,"epoch":3,"range":{"from":"3","to":"4"},' +
    '"events":2,"messages":2,"decode_fingerprint":"d","replaces":null,"files":[]}',
];

/** Every state of the lake, entry by entry. */
function fold(): LedgerState[] {
  const states = [emptyLedger('bronze', 'market')];
  let previous = '0'.repeat(64);
  for (const [index, line] of LINES.entries()) {
    const where = `"tier":"bronze","shard":"market","number":${index + 1},"prev_sha256":"${previous}"`;
    const bytes = Buffer.from(`{"format":1,${line.replace('HEAD', where)}\n`, 'utf8');
    previous = sha256Hex(bytes);
    const entry = parseLedgerEntry(bytes, `entry ${index + 1}`);
    states.push(applyEntry(states[index], { entry, sha256: previous }));
  }
  return states;
}

describe('a lake of the release before', () => {
  it('is read as it was written', () => {
    const states = fold();
    expect(states[4]).toMatchObject({ epoch: { epoch: 1, entry: 2 }, committedTo: 2n, left: [] });
    expect(states[6]).toMatchObject({
      epoch: { epoch: 2, created: 'b' },
      committedTo: 0n,
      continued: [],
      left: [{ created: 'a', stretches: [{ epoch: 1, after: 2, to: 2n }] }],
    });
    expect(states[8]).toMatchObject({
      epoch: { epoch: 3, created: 'a', firstSequence: 3n },
      committedTo: 2n,
      last: { sequence: 2n, sha256: SHA },
      continued: [{ epoch: 1, to: 2n }],
      left: [{ created: 'b' }],
    });
    expect(states[9].openIntent).toMatchObject({ number: 9, range: { from: 3n, to: 4n } });
  });
});
