/** What the engine said, without the statement that it was asked and the place in it. */
export function engineWords(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words
    .replace(/ \(in: [^]*$/, '')
    .replace(/\n\s*LINE \d+: [^]*$/, '')
    .trim();
}
