/** What the engine said, without the statement that it was asked. */
export function engineWords(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.replace(/ \(in: [^]*$/, '').trim();
}
