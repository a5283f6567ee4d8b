/** Texts beyond which a dictionary begins anew: names of snapshots are never seen again. */
const LARGE = 65_536;

/** Texts by code. Codes given stay as they are: batches share the list, which only grows. */
export class TextDictionary {
  texts: string[] = [];
  private codes = new Map<string, number>();

  codeOf(text: string): number {
    let code = this.codes.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.texts.push(text);
      this.codes.set(text, code);
    }
    return code;
  }

  /** A new list where this one is large; whoever holds the old one keeps it. */
  renewIfLarge(): void {
    if (this.texts.length > LARGE) {
      this.texts = [];
      this.codes = new Map();
    }
  }
}
