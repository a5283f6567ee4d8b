import { onTestFinished } from 'vitest';
import { openWalFolder } from '../../src/folder.js';
import type { WalFolder, WalFolderOptions } from '../../src/folder.js';
import type { WalSequence } from '../../src/sequence.js';

/** A WAL folder with the one sequence `market`, closed when the test ends. */
export async function openMarket(
  root: string,
  options: Partial<WalFolderOptions> = {},
): Promise<{ folder: WalFolder; market: WalSequence }> {
  const folder = await openWalFolder({ root, sequences: ['market'], ...options });
  onTestFinished(() => folder.close());
  return { folder, market: folder.sequence('market') };
}
