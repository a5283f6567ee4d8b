import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Finding } from '@assay/schemas';

/** A folder of this machine that the lake works in. */
export interface WorkFolder {
  /** The variable that names it. */
  readonly name: string;
  readonly path: string;
  /** Bytes that one batch, one segment, … may need there at once. */
  readonly needsBytes: number;
}

const MIB = 1024 * 1024;
/** Room for so many times what is needed at once is enough until somebody looks. */
const PLENTY = 20;
const FEW_INODES = 10_000;

/** File systems by the number that statfs(2) gives, and what they are to a log or a lake. */
const FILE_SYSTEMS: Readonly<Record<number, { readonly name: string; readonly kind: string }>> = {
  0x6969: { name: 'NFS', kind: 'network' },
  0xff534d42: { name: 'CIFS', kind: 'network' },
  0xfe534d42: { name: 'SMB', kind: 'network' },
  0x517b: { name: 'SMB', kind: 'network' },
  0x00c36400: { name: 'Ceph', kind: 'network' },
  0x01021997: { name: '9p', kind: 'network' },
  0x65735546: { name: 'FUSE', kind: 'network' },
  0x01021994: { name: 'tmpfs', kind: 'memory' },
  0x858458f6: { name: 'ramfs', kind: 'memory' },
  0x794c7630: { name: 'overlay', kind: 'container' },
};

/** What the system says of the disk under a folder. */
export interface DiskFacts {
  readonly freeBytes: number;
  readonly sizeBytes: number;
  /** 0 of 0 where the file system counts none. */
  readonly freeInodes: number;
  readonly inodes: number;
  /** The number that statfs(2) gives file systems. */
  readonly type: number;
  readonly device: number;
}

/**
 * Looks at the disks under folders: their room, their kind, and which of them share one.
 *
 * @param factsOf default: asks the operating system
 */
export async function folderFindings(
  folders: readonly WorkFolder[],
  factsOf: (path: string) => Promise<DiskFacts> = diskFacts,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const devices = new Map<number, string[]>();
  for (const folder of folders) {
    const disk = await factsOf(folder.path);
    devices.set(disk.device, [...(devices.get(disk.device) ?? []), folder.name]);
    findings.push(
      roomFinding(folder, disk),
      ...inodeFinding(folder, disk),
      kindFinding(folder, disk.type),
    );
  }
  return [...findings, ...sharedDisks([...devices.values()])];
}

async function diskFacts(path: string): Promise<DiskFacts> {
  const place = await existing(resolve(path));
  const [disk, { dev }] = await Promise.all([statfs(place), stat(place)]);
  return {
    freeBytes: disk.bavail * disk.bsize,
    sizeBytes: disk.blocks * disk.bsize,
    freeInodes: disk.ffree,
    inodes: disk.files,
    type: disk.type,
    device: dev,
  };
}

/** The folder, or the nearest one above it that is there: it is made on the same disk. */
async function existing(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) {
      throw error;
    }
    return existing(dirname(path));
  }
}

function roomFinding(
  { name, path, needsBytes }: WorkFolder,
  { freeBytes: free, sizeBytes: size }: DiskFacts,
): Finding {
  const what = `${name}: room on the disk`;
  const mib = (bytes: number) => `${Math.floor(bytes / MIB)} MiB`;
  const was = `${mib(free)} free of ${mib(size)} (${path})`;
  const expected = `${mib(PLENTY * needsBytes)} or more`;
  if (free >= PLENTY * needsBytes) {
    return { severity: 'ok', what, was, expected };
  }
  return {
    severity: free < 2 * needsBytes ? 'danger' : 'warning',
    what,
    was,
    expected,
    change: `free space there, or set ${name} to a folder on a larger disk`,
  };
}

/** File systems that count no inodes say 0 of 0. */
function inodeFinding(
  { name, path }: WorkFolder,
  { freeInodes: free, inodes: all }: DiskFacts,
): Finding[] {
  return all === 0 || free >= FEW_INODES
    ? []
    : [
        {
          severity: free < FEW_INODES / 10 ? 'danger' : 'warning',
          what: `${name}: inodes on the disk`,
          was: `${free} free of ${all} (${path})`,
          expected: `${FEW_INODES} or more`,
          change: `remove files there, or set ${name} to a folder on another disk`,
        },
      ];
}

function kindFinding({ name, path }: WorkFolder, type: number): Finding {
  const what = `${name}: file system`;
  const known = FILE_SYSTEMS[type >>> 0];
  const expected = 'a local disk that survives a restart';
  const change = `set ${name} to a folder on a local disk`;
  switch (known?.kind) {
    case 'memory':
      return {
        severity: 'danger',
        what,
        was: `${known.name} (${path}): gone when the machine restarts`,
        expected,
        change,
      };
    case 'network':
      return {
        severity: 'warning',
        what,
        was:
          `${known.name} (${path}): over a network locks, links and fsync may not mean what they ` +
          'mean on a disk',
        expected,
        change: `${change}, or keep the lake in S3 (DATA_ROOT=s3://bucket/prefix)`,
      };
    case 'container':
      return {
        severity: 'advice',
        what,
        was: `${known.name} (${path}): a container's own layer, gone with the container`,
        expected,
        change: `mount a volume, and set ${name} to it`,
      };
    default:
      return { severity: 'ok', what, was: `a local one (${path})`, expected };
  }
}

function sharedDisks(groups: readonly (readonly string[])[]): Finding[] {
  const what = 'folders: disks';
  const expected = 'the log of events apart from what may fill a disk';
  const shared = groups.find((names) => names.includes('WAL_ROOT') && names.length > 1);
  return shared === undefined
    ? [{ severity: 'ok', what, was: 'apart, or in S3', expected }]
    : [
        {
          severity: 'ok',
          what,
          was: `one disk for ${shared.join(', ')}: full, it stops them together (nothing is lost)`,
          expected,
        },
      ];
}
