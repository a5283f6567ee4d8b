import { dayOfDate, partitionValueProblem } from '@assay/schemas';
import { FieldKind, type FieldPlan, type LinePlan } from './field-plan.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UNDERSCORE = 0x5f;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;

/** Digits whose value a double holds exactly. */
const SAFE_DIGITS = 15;
/** Longest run of digits of a double that cannot leave the range of doubles by itself. */
const MAX_FLOAT_DIGITS = 40;
const FIRST_SECOND = 946_684_800;
const END_SECOND = 4_102_444_800;
const PARTITION_CACHE = 100_000;

/**
 * Walks one line and says whether DuckDB's typed `read_json` will read it exactly as written: one flat
 * JSON object, every known field once, in its column's lexical form and range, all required ones there.
 * It never builds a value. What it does not accept is not wrong, but needs the slow path.
 *
 * After an accepted line, `partition` and `hourIndex` say where it belongs, `start` and `end` where the
 * object stands, and `extraFields` how many unknown fields it has.
 */
export class ExactLineReader {
  partition = '';
  hourIndex = 0;
  start = 0;
  end = 0;
  extraFields = 0;

  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private limit = 0;
  private line = 0;
  private readonly partitions = new Map<string, boolean>();
  private partitionBytes = new Uint8Array(0);
  private lastDate = '';

  /** Whether the line `bytes[from, to)` is exact for the plan's dataset. */
  accepts(plan: LinePlan, bytes: Buffer, from: number, to: number): boolean {
    this.bytes = bytes;
    this.at = from;
    this.limit = to;
    this.line += 1;
    this.extraFields = 0;
    this.skipSpace();
    this.start = this.at;
    if (this.take() !== OPEN) {
      return false;
    }
    let seenRequired = 0;
    let previous: FieldPlan | undefined;
    for (;;) {
      this.skipSpace();
      const nameStart = this.at + 1;
      if (!this.skipPlainString()) {
        return false;
      }
      const guess = previous === undefined ? plan.first : previous.next;
      const field = this.fieldNamed(plan, guess, nameStart, this.at - 1);
      this.skipSpace();
      if (this.take() !== COLON) {
        return false;
      }
      this.skipSpace();
      if (field === undefined) {
        if (bytes[nameStart] === UNDERSCORE || !this.skipScalar()) {
          return false;
        }
        this.extraFields += 1;
      } else {
        if (plan.seenInLine[field.index] === this.line) {
          return false;
        }
        plan.seenInLine[field.index] = this.line;
        if (bytes[this.at] === LOWER_N) {
          if (field.required || !this.skipWord('null')) {
            return false;
          }
        } else if (!this.acceptsValue(field)) {
          return false;
        }
        seenRequired += field.required ? 1 : 0;
        if (previous === undefined) {
          plan.first = field;
        } else {
          previous.next = field;
        }
        previous = field;
      }
      this.skipSpace();
      const separator = this.take();
      if (separator === CLOSE) {
        break;
      }
      if (separator !== COMMA) {
        return false;
      }
    }
    this.end = this.at;
    this.skipSpace();
    return this.at === to && seenRequired === plan.requiredCount;
  }

  private acceptsValue(field: FieldPlan): boolean {
    switch (field.kind) {
      case FieldKind.integer:
        return this.acceptsInteger(field);
      case FieldKind.float:
        return this.acceptsFloat(field);
      case FieldKind.text:
        return this.acceptsText(field);
      case FieldKind.flag:
        return this.bytes[this.at] === LOWER_T ? this.skipWord('true') : this.skipWord('false');
    }
  }

  private acceptsInteger(field: FieldPlan): boolean {
    const { bytes } = this;
    const negative = bytes[this.at] === MINUS;
    const first = negative ? this.at + 1 : this.at;
    let at = first;
    let value = 0;
    while (bytes[at] >= ZERO && bytes[at] <= NINE && at < this.limit) {
      // For times only the seconds count here: the last nine digits are taken off below.
      value = at - first < SAFE_DIGITS ? value * 10 + (bytes[at] - ZERO) : value;
      at += 1;
    }
    const digits = at - first;
    const after = at < this.limit ? bytes[at] : 0;
    if (digits === 0 || (bytes[first] === ZERO && (digits > 1 || negative))) {
      return false;
    }
    if (after === DOT || after === UPPER_E || after === LOWER_E) {
      return false;
    }
    this.at = at;
    if (field.isTime) {
      return !negative && this.acceptsTime(field, first, digits);
    }
    if (digits > SAFE_DIGITS) {
      // Up to 18 digits always fit an int64; a rule narrower than the type needs the exact value.
      return field.wide && digits <= 18 && (field.min < -1e18 || (field.min === 0 && !negative));
    }
    const signed = negative ? -value : value;
    return signed >= field.min && signed <= field.max;
  }

  /** Seconds are the digits before the last nine: an exact small integer, unlike the nanoseconds. */
  private acceptsTime(field: FieldPlan, first: number, digits: number): boolean {
    if (digits < 18 || digits > 19) {
      return false;
    }
    let seconds = 0;
    for (let at = first; at < first + digits - 9; at += 1) {
      seconds = seconds * 10 + (this.bytes[at] - ZERO);
    }
    if (field.column.name === 'ts_event_ns') {
      this.hourIndex = Math.floor(seconds / 3_600);
    }
    return seconds >= FIRST_SECOND && seconds < END_SECOND;
  }

  private acceptsFloat(field: FieldPlan): boolean {
    const { bytes, limit } = this;
    const negative = bytes[this.at] === MINUS;
    const first = negative ? this.at + 1 : this.at;
    let at = first;
    let isZero = true;
    for (; at < limit && bytes[at] >= ZERO && bytes[at] <= NINE; at += 1) {
      isZero &&= bytes[at] === ZERO;
    }
    const digits = at - first;
    if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) {
      return false;
    }
    if (at < limit && bytes[at] === DOT) {
      const fraction = at + 1;
      for (at = fraction; at < limit && bytes[at] >= ZERO && bytes[at] <= NINE; at += 1) {
        isZero &&= bytes[at] === ZERO;
      }
      if (at === fraction) {
        return false;
      }
    }
    const after = at < limit ? bytes[at] : 0;
    if (after === LOWER_E || after === UPPER_E || at - first > MAX_FLOAT_DIGITS) {
      return false;
    }
    if (isZero && (field.zeroIsSpecial || negative)) {
      return false;
    }
    this.at = at;
    switch (field.floatMin) {
      case 'any':
        return true;
      case 'zero':
        return !negative;
      case 'above-zero':
        return !negative && !isZero;
      case 'other':
        return false;
    }
  }

  private acceptsText(field: FieldPlan): boolean {
    const first = this.at + 1;
    if (!this.skipPlainString()) {
      return false;
    }
    const end = this.at - 1;
    if (field.isPartition) {
      return this.acceptsPartition(first, end);
    }
    const { rule } = field.column;
    if (field.oneOf !== undefined) {
      return field.oneOf.has(this.bytes.toString('latin1', first, end));
    }
    if (rule.date === true) {
      return this.isDate(this.bytes.toString('latin1', first, end));
    }
    return rule.nonEmpty !== true || end > first;
  }

  /** Neighbouring events mostly share their partition: comparing bytes spares making the string. */
  private acceptsPartition(first: number, end: number): boolean {
    const { bytes, partitionBytes } = this;
    let same = end > first && partitionBytes.length === end - first;
    for (let index = 0; same && index < partitionBytes.length; index += 1) {
      same = partitionBytes[index] === bytes[first + index];
    }
    if (same) {
      return true;
    }
    const value = bytes.toString('latin1', first, end);
    if (!this.isPartitionValue(value)) {
      return false;
    }
    this.partition = value;
    this.partitionBytes = Uint8Array.from(bytes.subarray(first, end));
    return true;
  }

  private isPartitionValue(value: string): boolean {
    let fits = this.partitions.get(value);
    if (fits === undefined) {
      fits = partitionValueProblem(value) === undefined;
      if (this.partitions.size >= PARTITION_CACHE) {
        this.partitions.clear();
      }
      this.partitions.set(value, fits);
    }
    return fits;
  }

  private isDate(value: string): boolean {
    if (value !== this.lastDate) {
      if (dayOfDate(value) === undefined) {
        return false;
      }
      this.lastDate = value;
    }
    return true;
  }

  private fieldNamed(
    plan: LinePlan,
    guess: FieldPlan | undefined,
    from: number,
    to: number,
  ): FieldPlan | undefined {
    if (guess !== undefined && guess.name.length === to - from) {
      const { name } = guess;
      let index = 0;
      while (index < name.length && name[index] === this.bytes[from + index]) {
        index += 1;
      }
      if (index === name.length) {
        return guess;
      }
    }
    return plan.byName.get(this.bytes.toString('latin1', from, to));
  }

  private skipScalar(): boolean {
    switch (this.bytes[this.at]) {
      case QUOTE:
        return this.skipPlainString();
      case LOWER_T:
        return this.skipWord('true');
      case LOWER_F:
        return this.skipWord('false');
      case LOWER_N:
        return this.skipWord('null');
      default:
        return this.skipInteger();
    }
  }

  /** Unknown numbers that are more than an integer go to the slow path, which knows all of JSON. */
  private skipInteger(): boolean {
    const first = this.bytes[this.at] === MINUS ? this.at + 1 : this.at;
    let at = first;
    while (at < this.limit && this.bytes[at] >= ZERO && this.bytes[at] <= NINE) {
      at += 1;
    }
    const plain = at > first && (at === first + 1 || this.bytes[first] !== ZERO);
    this.at = at;
    return plain;
  }

  /** A string of printable ASCII without escapes: what both engines read alike, byte for byte. */
  private skipPlainString(): boolean {
    const { bytes, limit } = this;
    let at = this.at;
    if (at >= limit || bytes[at] !== QUOTE) {
      return false;
    }
    for (at += 1; at < limit; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte < 0x20 || byte >= 0x7f || byte === BACKSLASH) {
        return false;
      }
    }
    return false;
  }

  private skipWord(word: string): boolean {
    for (let index = 0; index < word.length; index += 1) {
      if (this.bytes[this.at + index] !== word.charCodeAt(index)) {
        return false;
      }
    }
    this.at += word.length;
    return this.at <= this.limit;
  }

  private skipSpace(): void {
    while (this.at < this.limit) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) {
        return;
      }
      this.at += 1;
    }
  }

  /** The next byte, or 0 at the end. */
  private take(): number {
    if (this.at >= this.limit) {
      return 0;
    }
    this.at += 1;
    return this.bytes[this.at - 1];
  }
}
