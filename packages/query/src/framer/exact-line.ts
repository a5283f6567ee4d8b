import { dayOfDate, partitionValueProblem } from '@assay/schemas';
import {
  asciiText,
  CLOSE,
  COLON,
  COMMA,
  digitsEnd,
  FALSE,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  NULL,
  OPEN,
  plainStringEnd,
  QUOTE,
  REFUSED,
  skipSpace,
  TRUE,
  UNDERSCORE,
  wordEnd,
  ZERO,
} from './bytes.js';
import { floatEnd, integerEnd, plainIntegerEnd } from './exact-number.js';
import { holds, knownBytes } from './known-bytes.js';
import { FieldKind, planExtra, type FieldPlan, type LinePlan } from './field-plan.js';

const FIRST_SECOND = 946_684_800;
const END_SECOND = 4_102_444_800;
const SECONDS_PER_HOUR = 3_600;
/** Digits of a time's seconds, and of all of it, since 2001-09-09; before there is one less. */
const SECOND_DIGITS = 10;
const TIME_DIGITS = 19;
const PARTITION_CACHE = 100_000;
/** Unknown fields whose order is remembered: a line may have a million of them. */
const MAX_LEARNED = 64;

/**
 * Walks one object and says whether DuckDB's typed `read_json` will read it exactly as written: flat, on
 * one line, every known field once, in its column's lexical form and range, all required ones there. It
 * never builds a value. What it refuses is not wrong, but needs the slow path.
 *
 * After an object was read, `hourIndex` says when it happened, `extraFields` how many unknown fields it
 * has, and `plan.partition.knownValue` where it belongs.
 */
export class ExactLineReader {
  hourIndex = 0;
  extraFields = 0;

  private line = 0;
  /** The field whose name `otherKeyEnd` read. */
  private named = planExtra('');
  private readonly partitions = new Map<string, boolean>();
  /** Over the whole buffer that the last bytes lie in; messages mostly share theirs. */
  private viewed: ArrayBufferLike = new ArrayBuffer(0);
  private view: DataView = new DataView(this.viewed);

  /**
   * The offset after the object that begins at `from`, or `REFUSED`.
   *
   * @param limit the end of the payload's text; no loop below passes the `}` that stands before it
   */
  read(plan: LinePlan, bytes: Uint8Array, from: number, limit: number): number {
    if (bytes[from] !== OPEN || bytes[limit - 1] !== CLOSE) {
      return REFUSED;
    }
    this.line += 1;
    this.extraFields = 0;
    const view = this.viewOf(bytes);
    const base = bytes.byteOffset;
    let required = 0;
    let previous = plan.head;
    let at = from + 1;
    for (;;) {
      at = skipSpace(bytes, at);
      // Producers keep their order: the field that followed last time is tried first.
      let field = previous.next;
      let end: number;
      if (field !== undefined && holds(view, base + at, field.key)) {
        end = at + field.key.length;
      } else {
        end = this.otherKeyEnd(plan, bytes, at, limit);
        if (end === REFUSED) {
          return REFUSED;
        }
        field = this.named;
        if (this.extraFields < MAX_LEARNED) {
          previous.next = field;
        }
      }
      at = skipSpace(bytes, end);
      if (field.index >= 0) {
        if (plan.seenInLine[field.index] === this.line) {
          return REFUSED;
        }
        plan.seenInLine[field.index] = this.line;
        required += field.required ? 1 : 0;
      }
      end = this.valueEnd(field, bytes, at, limit);
      if (end === REFUSED) {
        return REFUSED;
      }
      at = skipSpace(bytes, end);
      if (bytes[at] !== COMMA) {
        const isWhole = bytes[at] === CLOSE && required === plan.requiredCount;
        return isWhole ? at + 1 : REFUSED;
      }
      at += 1;
      previous = field;
    }
  }

  private viewOf({ buffer }: Uint8Array): DataView {
    if (this.viewed !== buffer) {
      this.viewed = buffer;
      this.view = new DataView(buffer);
    }
    return this.view;
  }

  /** A key that is not the guessed one, or is followed by space. */
  private otherKeyEnd(plan: LinePlan, bytes: Uint8Array, at: number, limit: number): number {
    const nameEnd = plainStringEnd(bytes, at, limit);
    const colon = nameEnd === REFUSED ? at : skipSpace(bytes, nameEnd);
    if (bytes[colon] !== COLON || bytes[at + 1] === UNDERSCORE) {
      return REFUSED;
    }
    const name = asciiText(bytes, at + 1, nameEnd - 1);
    this.named = plan.byName.get(name) ?? planExtra(name);
    return colon + 1;
  }

  private valueEnd(field: FieldPlan, bytes: Uint8Array, at: number, limit: number): number {
    if (bytes[at] === LOWER_N && !field.required) {
      this.extraFields += field.kind === FieldKind.extra ? 1 : 0;
      return wordEnd(bytes, at, NULL);
    }
    switch (field.kind) {
      case FieldKind.integer:
        return integerEnd(field, bytes, at);
      case FieldKind.time:
        return this.timeEnd(field, bytes, at);
      case FieldKind.float:
        return floatEnd(field, bytes, at);
      case FieldKind.text: {
        const end = plainStringEnd(bytes, at, limit);
        return field.nonEmpty && end === at + 2 ? REFUSED : end;
      }
      case FieldKind.knownText:
        return this.knownTextEnd(field, bytes, at, limit);
      case FieldKind.flag:
        return wordEnd(bytes, at, bytes[at] === LOWER_T ? TRUE : FALSE);
      case FieldKind.extra:
        this.extraFields += 1;
        return scalarEnd(bytes, at, limit);
    }
  }

  /** A time of 18 or 19 digits: all but the last nine are its seconds, an exact small integer. */
  private timeEnd(field: FieldPlan, bytes: Uint8Array, at: number): number {
    let seconds = 0;
    let end = at;
    for (; end < at + SECOND_DIGITS; end += 1) {
      const digit = bytes[end] - ZERO;
      if (!(digit >= 0 && digit <= 9)) {
        return REFUSED;
      }
      seconds = seconds * 10 + digit;
    }
    end = digitsEnd(bytes, end);
    if (end - at === TIME_DIGITS - 1) {
      seconds = Math.floor(seconds / 10);
    } else if (end - at !== TIME_DIGITS) {
      return REFUSED;
    }
    if (bytes[at] === ZERO || seconds < FIRST_SECOND || seconds >= END_SECOND) {
      return REFUSED;
    }
    if (field.isEventTime) {
      this.hourIndex = Math.floor(seconds / SECONDS_PER_HOUR);
    }
    return end;
  }

  /** Neighbouring events mostly repeat such text: comparing bytes spares making the string. */
  private knownTextEnd(field: FieldPlan, bytes: Uint8Array, at: number, limit: number): number {
    if (holds(this.view, bytes.byteOffset + at, field.known)) {
      return at + field.known.length;
    }
    const end = plainStringEnd(bytes, at, limit);
    if (end === REFUSED) {
      return REFUSED;
    }
    const value = asciiText(bytes, at + 1, end - 1);
    if (!this.passes(field, value)) {
      return REFUSED;
    }
    field.known = knownBytes(`"${value}"`);
    field.knownValue = value;
    return end;
  }

  private passes(field: FieldPlan, value: string): boolean {
    if (field.oneOf !== undefined && !field.oneOf.includes(value)) {
      return false;
    }
    if (field.isDate && dayOfDate(value) === undefined) {
      return false;
    }
    if (field.nonEmpty && value === '') {
      return false;
    }
    return !field.isPartition || this.isPartitionValue(value);
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
}

/** The value of a field that is not read. What is more than a scalar goes to the slow path. */
function scalarEnd(bytes: Uint8Array, at: number, limit: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return plainStringEnd(bytes, at, limit);
    case LOWER_T:
      return wordEnd(bytes, at, TRUE);
    case LOWER_F:
      return wordEnd(bytes, at, FALSE);
    case LOWER_N:
      return wordEnd(bytes, at, NULL);
    default:
      return plainIntegerEnd(bytes, at);
  }
}
