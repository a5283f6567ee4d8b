import type { S3FaultProxy } from './proxies.mjs';
import type { S3Server } from './servers.mjs';

/** Where a lake of a test lives, as `LakeLocation` of `@assay/storage` says it. */
export type TestLakeLocation =
  | { readonly kind: 'local'; readonly root: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly prefix: string;
      readonly endpoint: string;
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };

/** An empty lake, on disk or on a real S3 server behind a fault proxy. */
export interface TestLake extends AsyncDisposable {
  readonly kind: 'local' | 's3';
  readonly location: TestLakeLocation;
  /** What makes a service use it: `DATA_ROOT`, `S3_ENDPOINT` … */
  readonly environment: Readonly<Record<string, string>>;
  /** A folder of its own, for caches and logs beside the lake; removed by `close`. */
  readonly folder: string;
  /** Undefined for a local lake. */
  readonly server: S3Server | undefined;
  readonly faults: S3FaultProxy | undefined;
  close(): Promise<void>;
}

/** Makes an empty lake (`s3`: `[needs s3]`). `seed`: what the chance of its faults follows from. */
export declare function startTestLake(
  kind: 'local' | 's3',
  options?: { readonly software?: 'versitygw' | 'minio'; readonly seed?: string | number },
): Promise<TestLake>;
