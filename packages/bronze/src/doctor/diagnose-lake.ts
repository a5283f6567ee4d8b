import type { Finding } from '@assay/schemas';
import type { LakeLocation, ObjectStore } from '@assay/storage';
import { systemClock, type Clock } from '@assay/telemetry';
import { folderFindings, type WorkFolder } from './folder-findings.js';
import { s3ClockFindings } from './s3-findings.js';
import { shardFindings } from './shard-findings.js';
import { stagingFindings } from './staging-findings.js';
import { walFindings } from './wal-findings.js';

/** What is looked at. */
export interface DiagnoseLakeOptions {
  readonly location: LakeLocation;
  /**
   * Undefined where the lake could not be opened: what does not need it is looked at all the
   * same.
   */
  readonly store: ObjectStore | undefined;
  /** Folders of this machine that are written to. */
  readonly folders: readonly WorkFolder[];
  readonly stagingFolder: string;
  readonly walRoot: string;
  /** Events come from a server: nobody reads the embedded log. */
  readonly isServerUsed: boolean;
  readonly clock?: Clock;
}

/**
 * Looks at a lake and at the folders around it, and changes nothing. What cannot be looked at is a
 * finding, and the rest is looked at all the same.
 */
export async function diagnoseLake(options: DiagnoseLakeOptions): Promise<Finding[]> {
  const { location, store, folders, stagingFolder, walRoot, isServerUsed } = options;
  const { clock = systemClock } = options;
  const checks: [string, () => Promise<Finding[]>][] = [
    ['folders', () => folderFindings(folders)],
    ['staging', () => stagingFindings(stagingFolder, clock)],
    ['clock: S3 server', () => s3ClockFindings(location, clock)],
    ['embedded log', () => walFindings({ walRoot, isServerUsed, store })],
    [
      'lake: shards',
      () => (store === undefined ? Promise.resolve([]) : shardFindings(store, clock)),
    ],
  ];
  const findings: Finding[] = [];
  for (const [what, check] of checks) {
    try {
      findings.push(...(await check()));
    } catch (error) {
      const was = error instanceof Error ? error.message : String(error);
      const change = 'mend what it names, then run doctor again';
      findings.push({ severity: 'danger', what, was, expected: 'to be looked at', change });
    }
  }
  return findings;
}
