import { describe, expect, it } from 'vitest';
import { bytesInput, encodeBatch, openDbn } from '../src/index.js';
import { collect } from './collect.js';
import { dbnHeader, NOON, tradeRecord, UNDEF_TIME } from './dbn/dbn-writer.js';

describe('encodeBatch', () => {
  it('writes one exact line an event, and the refused with their reason and record', async () => {
    const undefinedTime = tradeRecord({ tsEvent: UNDEF_TIME });
    const file = Buffer.concat([dbnHeader(), tradeRecord(), undefinedTime, tradeRecord()]);
    const { batches } = await collect(await openDbn(bytesInput('a.dbn', file)));
    const lines = encodeBatch(batches[0]);
    const shared =
      '"source":"GLBX.MDP3","symbol":"ESU4","price":5528.75,"size":1,"aggressor":1,"exchange":"GLBX","seq":7';
    const good = `{"ts_event_ns":${NOON},"ts_recv_ns":${NOON + 1000n},${shared}}`;
    const refused = [
      `{"ts_recv_ns":${NOON + 1000n},${shared}`,
      '"refused":"UNDEFINED_TIME: ts_event: expected a time, was undefined"',
      `"refused_record":"${undefinedTime.toString('hex')}"}`,
    ];
    expect(lines).toEqual([good, refused.join(','), good]);
  });
});
