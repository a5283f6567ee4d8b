import { BusError } from '@assay/bus';
import { loadConfig } from '@assay/cli';
import { LedgerError } from '@assay/ledger';
import { StorageError } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { feedConfigFields } from '../src/config.js';
import { explain } from '../src/explain.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('explain', () => {
  it.each([
    [new BusError('LOCKED', 'in use by process 7'), 'UNREACHABLE', '--url http://127.0.0.1:9000'],
    [new LedgerError('FENCED', 'another writer'), 'UNREACHABLE', '--url http://127.0.0.1:9000'],
    [new StorageError('UNAVAILABLE', 'no room'), 'UNREACHABLE', 'then run the command again'],
    [new LedgerError('BROKEN_CHAIN', 'entry 7'), 'MISSING_DATA', 'then run the command again'],
  ])('gives %s a next step', async (error, code, next) => {
    const env = { HTTP_PORT: '9000' };
    const { values } = await loadConfig(feedConfigFields, { env, folder: await temporaryFolder() });
    const config = { ...values, lake: { kind: 'local', root: 'data/lake' } } as const;
    expect(explain(error, config)).toMatchObject({
      code,
      message: error.message,
      next: expect.stringContaining(next) as string,
    });
  });
});
