import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileSha256 } from '../../src/files/file-sha256.js';
import { writePieces } from '../../src/files/write-pieces.js';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-pieces-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'rows.ndjson');
}

/** Pieces of these sizes, each of bytes of its own. */
const piecesOf = (sizes: readonly number[]): Buffer[] =>
  sizes.map((size, index) => Buffer.alloc(size, `piece ${index};`));

describe('writePieces and fileSha256', () => {
  it.each([
    ['no piece', []],
    ['an empty piece', [0]],
    ['empty pieces among others', [0, 5, 0, 7, 0]],
    ['more pieces than one system call takes', Array.from({ length: 3_000 }, () => 11)],
    ['more bytes than are digested at once', [9_000_000, 1, 9_000_000]],
  ])('write and digest %s', async (_, sizes) => {
    const path = newPath();
    const pieces = piecesOf(sizes);
    const expected = Buffer.concat(pieces);
    await writePieces(path, pieces);
    expect(readFileSync(path).equals(expected)).toBe(true);
    expect(await fileSha256(path, expected.length)).toBe(sha256Hex(expected));
  });

  it('refuses to write over a file', async () => {
    const path = newPath();
    await writePieces(path, piecesOf([3]));
    await expect(writePieces(path, piecesOf([3]))).rejects.toMatchObject({ code: 'STAGING' });
  });
});
