import { createLocalStore, type ObjectStore } from '@assay/storage';
import { LedgerError } from '../errors.js';

/**
 * Opens a lake by its URI, which is the `root` of its store: a folder, or `s3://bucket/prefix`. An
 * application gives one that has its credentials.
 */
export type OpenPlace = (uri: string) => Promise<ObjectStore>;

/** The lakes that seals name: where files that were archived or moved are now. */
export interface Places {
  /** The store at a URI, opened once. Throws `PLACE_UNREACHABLE`, and tries again when asked again. */
  at(uri: string): Promise<ObjectStore>;
}

/** @param openPlace by default folders alone are opened */
export function createPlaces(openPlace: OpenPlace = openFolder): Places {
  const opened = new Map<string, Promise<ObjectStore>>();
  return {
    at: (uri) => {
      const known = opened.get(uri);
      if (known !== undefined) {
        return known;
      }
      const opening = openPlace(uri).catch((cause: unknown) => {
        opened.delete(uri);
        throw placeUnreachable(uri, cause);
      });
      opened.set(uri, opening);
      return opening;
    },
  };
}

/** Files are sealed at `uri`, and cannot be looked at there. */
export function placeUnreachable(uri: string, cause: unknown): LedgerError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const retryable = cause instanceof Error && 'retryable' in cause && cause.retryable === true;
  return new LedgerError(
    'PLACE_UNREACHABLE',
    `expected to open ${uri}, where files of this lake are now, was refused: ${why}: ` +
      'make the place reachable (its folder, or the S3 variables), then read again',
    { cause, retryable },
  );
}

async function openFolder(uri: string): Promise<ObjectStore> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri)) {
    throw new LedgerError(
      'PLACE_UNREACHABLE',
      `expected openPlace to be given for a place that is no folder, was none for ${uri}`,
    );
  }
  return createLocalStore({ root: uri });
}
