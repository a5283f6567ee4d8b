import { inLanes } from '@assay/ledger';
import { certificateKey, checkCertificate, SchemaError } from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import type { CheckContext } from './check-context.js';
import type { ShardFacts } from './shard-facts.js';

/** Certificates are small: what costs is the round trip. */
const LANES = 8;

/** Every certificate that a deletion rests on is in the lake, and is what its name says. */
export async function checkCertificates(
  { store, findings }: CheckContext,
  { certificates }: ShardFacts,
): Promise<void> {
  const look = (sha256: string, entry: string) => async () => {
    if (!(await isOnRecord(store, sha256))) {
      findings.note('uncertified', entry);
    }
  };
  await inLanes(
    LANES,
    [...certificates].map(([sha256, entry]) => look(sha256, entry)),
  );
}

async function isOnRecord(store: ObjectStore, sha256: string): Promise<boolean> {
  const key = certificateKey({ tier: 'bronze', sha256 });
  try {
    const json: unknown = JSON.parse(Buffer.from(await store.read(key)).toString('utf8'));
    return checkCertificate(json, key).sha256 === sha256;
  } catch (error) {
    const isAbsent = error instanceof StorageError && error.code === 'NOT_FOUND';
    if (isAbsent || error instanceof SchemaError || error instanceof SyntaxError) {
      return false;
    }
    throw error;
  }
}
