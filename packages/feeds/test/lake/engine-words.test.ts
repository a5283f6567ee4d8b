import { describe, expect, it } from 'vitest';
import { engineWords } from '../../src/lake/engine-words.js';

const PROBLEM = 'Invalid Input Error: No magic bytes found at end of file';
const STATEMENT = "DESCRIBE SELECT * FROM read_parquet('old/bronze/x.parquet')";

describe('engineWords', () => {
  it('are the problem alone, without the statement and the caret that points into it', () => {
    const line = `LINE 1: ${STATEMENT}\n                                ^`;
    for (const said of [
      `${PROBLEM}\n\n${line}`,
      `${PROBLEM}\n${line}`,
      `${PROBLEM} (in: ${STATEMENT})`,
      `${PROBLEM}\n\n${line} (in: ${STATEMENT})`,
      `${PROBLEM} (in: ${STATEMENT})\n\n${line}`,
    ]) {
      expect(engineWords(new Error(said))).toBe(PROBLEM);
    }
  });

  it('stay whole where no statement is in them, and are taken of what is no error', () => {
    expect(engineWords(new Error("no file 'LINE 1: x.parquet'"))).toBe(
      "no file 'LINE 1: x.parquet'",
    );
    expect(engineWords(PROBLEM)).toBe(PROBLEM);
  });
});
