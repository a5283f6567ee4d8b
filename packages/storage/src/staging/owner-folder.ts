import type { ProcessIdentity } from './process-identity.js';

const NAME =
  /^(?<owner>[A-Za-z0-9._-]+)@(?<space>[0-9a-f]{8})-(?<pid>\d+)-(?<started>\d+)-[0-9a-f]+$/;

/**
 * The name of an owner's staging folder: it tells later processes whom to ask before clearing it.
 */
export function ownerFolderName(owner: string, identity: ProcessIdentity, unique: string): string {
  return `${owner}@${identity.space}-${identity.pid}-${identity.started}-${unique}`;
}

/** Whose folder this is; undefined for a name that `ownerFolderName` never gives. */
export function parseOwnerFolder(name: string): ProcessIdentity | undefined {
  const groups = NAME.exec(name)?.groups;
  return groups === undefined
    ? undefined
    : { space: groups.space, pid: Number(groups.pid), started: groups.started };
}
