import type { JsonObject, JsonValue } from './json-value.js';

/** Deeper nesting than any event needs: a guard for the stack, not a limit of the format. */
const MAX_DEPTH = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
/** What may follow a backslash. */
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
const FIRST_PRINTABLE = 0x20;

/** Thrown by `parseJsonExact`: where the text stops being JSON, and what was expected there. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/**
 * Parses JSON (RFC 8259) without losing anything: numbers stay text, repeated members stay repeated.
 * For the slow path only; the fast path never builds values.
 */
export function parseJsonExact(text: string): JsonValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) {
      throw this.expected(`at most ${MAX_DEPTH} levels of nesting`);
    }
    this.match(SPACE);
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.literal('true', true);
      case 'f':
        return this.literal('false', false);
      case 'n':
        return this.literal('null', null);
      default: {
        const number = this.match(NUMBER);
        if (number === undefined) {
          throw this.expected('a value');
        }
        return { text: number };
      }
    }
  }

  end(): void {
    this.match(SPACE);
    if (this.at < this.text.length) {
      throw this.expected('the end');
    }
  }

  private object(depth: number): JsonObject {
    const members: [string, JsonValue][] = [];
    this.at += 1;
    if (this.taken('}')) {
      return { members };
    }
    for (;;) {
      this.match(SPACE);
      const name = this.string();
      if (!this.taken(':')) {
        throw this.expected('":"');
      }
      members.push([name, this.value(depth + 1)]);
      if (this.taken('}')) {
        return { members };
      }
      if (!this.taken(',')) {
        throw this.expected('"," or "}"');
      }
    }
  }

  private array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.at += 1;
    if (this.taken(']')) {
      return { items };
    }
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.taken(']')) {
        return { items };
      }
      if (!this.taken(',')) {
        throw this.expected('"," or "]"');
      }
    }
  }

  /** Character by character: a string may be megabytes, more than a pattern's stack can hold. */
  private string(): string {
    const { text } = this;
    const start = this.at;
    if (text[start] !== '"') {
      throw this.expected('a string');
    }
    let hasEscape = false;
    for (this.at += 1; text[this.at] !== '"'; this.at += 1) {
      if (text[this.at] === '\\') {
        hasEscape = true;
        this.at += 1;
        this.escape();
      } else if (!(text.charCodeAt(this.at) >= FIRST_PRINTABLE)) {
        throw this.expected('a character of a string or its end');
      }
    }
    this.at += 1;
    return hasEscape
      ? (JSON.parse(text.slice(start, this.at)) as string)
      : text.slice(start + 1, this.at - 1);
  }

  /** Leaves `at` on the last character of an escape. */
  private escape(): void {
    const escape = this.match(ESCAPE);
    if (escape === undefined) {
      throw this.expected('an escape such as \\n or \\u0041');
    }
    this.at -= 1;
  }

  private literal<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) {
      throw this.expected('a value');
    }
    this.at += word.length;
    return value;
  }

  private taken(character: string): boolean {
    this.match(SPACE);
    if (this.text[this.at] !== character) {
      return false;
    }
    this.at += 1;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private expected(what: string): JsonSyntaxError {
    const rest = this.text.slice(this.at, this.at + 20);
    const was = rest === '' ? 'the end' : JSON.stringify(rest);
    return new JsonSyntaxError(`expected ${what} at character ${this.at}, was ${was}`);
  }
}
