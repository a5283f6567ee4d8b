const FIRST_MESSAGES = 64;

/** The checks of a batch's messages, in the order they came: four bytes each. */
export class CheckList {
  private checks = new Uint32Array(FIRST_MESSAGES);
  private count = 0;

  add(check: number): void {
    if (this.count === this.checks.length) {
      const grown = new Uint32Array(this.checks.length * 2);
      grown.set(this.checks);
      this.checks = grown;
    }
    this.checks[this.count] = check;
    this.count += 1;
  }

  all(): Uint32Array {
    return this.checks.subarray(0, this.count);
  }
}
