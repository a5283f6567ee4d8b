import { MAX_EVENTS_PER_MESSAGE } from '@assay/schemas';
import type { MessageRun } from '../framer/message-run.js';

/** The last sequence whose positions a double holds exactly. */
const LAST_EXACT_SEQUENCE = 2n ** 37n - 1n;
const LAST_EXACT_ORDINAL = BigInt(Number.MAX_SAFE_INTEGER - MAX_EVENTS_PER_MESSAGE);
const EVENTS = BigInt(MAX_EVENTS_PER_MESSAGE);

/** Numbers are written digit by digit, in two halves that fit 32-bit integers. */
const HALF = 100_000_000;
const HALF_DIGITS = 8;
const ZERO = 0x30;

const POSITION_KEY = Buffer.from('{"_pos":', 'latin1');
const ORDINAL_KEY = Buffer.from(',"_run_pos":', 'latin1');
const NO_BYTES = new Uint8Array(0);
/** Digits of the largest double that is an exact integer, and a place for what is longer. */
const MAX_DIGITS = 20;

/**
 * The system columns of the rows of one message after another, as the beginning of their JSON objects:
 * `{"_pos":…` or `{"_pos":…,"_run":…,"_run_pos":…`. Written as bytes, because making a string of every row's
 * costs as much as framing it.
 */
export class RowMembers {
  private run = '';
  /** `,"_run":…,"_run_pos":`; empty for a message without a run. */
  private runBytes: Uint8Array = NO_BYTES;
  private hasRun = false;
  private sequence = 0n;
  private firstOrdinal = 0n;
  /** First values as numbers; -1 where only a bigint holds them. */
  private position = 0;
  private ordinal = 0;

  /** Begins the message at `sequence`. */
  begin(sequence: bigint, run: MessageRun | undefined): void {
    this.sequence = sequence;
    this.position =
      sequence <= LAST_EXACT_SEQUENCE ? Number(sequence) * MAX_EVENTS_PER_MESSAGE : -1;
    this.hasRun = run !== undefined;
    if (run === undefined) {
      return;
    }
    this.firstOrdinal = run.firstPosition;
    this.ordinal = run.firstPosition <= LAST_EXACT_ORDINAL ? Number(run.firstPosition) : -1;
    if (run.run !== this.run || this.runBytes.length === 0) {
      this.run = run.run;
      const name = Buffer.from(`,"_run":${JSON.stringify(run.run)}`, 'utf8');
      this.runBytes = Buffer.concat([name, ORDINAL_KEY]);
    }
  }

  /** The most bytes `write` takes. */
  get room(): number {
    const run = this.hasRun ? this.runBytes.length + MAX_DIGITS : 0;
    return POSITION_KEY.length + MAX_DIGITS + run;
  }

  /** Writes the members of the message's event `index`, and gives the offset after them. */
  write(target: Uint8Array, at: number, index: number): number {
    let end = copy(target, at, POSITION_KEY);
    end =
      this.position >= 0
        ? writeDigits(target, end, this.position + index)
        : writeText(target, end, this.sequence * EVENTS + BigInt(index));
    if (!this.hasRun) {
      return end;
    }
    end = copy(target, end, this.runBytes);
    return this.ordinal >= 0
      ? writeDigits(target, end, this.ordinal + index)
      : writeText(target, end, this.firstOrdinal + BigInt(index));
  }
}

function copy(target: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index += 1) {
    target[at + index] = bytes[index];
  }
  return at + bytes.length;
}

function writeText(target: Uint8Array, at: number, value: bigint): number {
  return copy(target, at, Buffer.from(value.toString(), 'latin1'));
}

/** Writes a whole number of at most 2^53 in decimal. */
function writeDigits(target: Uint8Array, at: number, value: number): number {
  if (value < HALF) {
    return writeHalf(target, at, value, digitsOf(value));
  }
  const high = Math.floor(value / HALF);
  const end = writeHalf(target, at, high, digitsOf(high));
  return writeHalf(target, end, value - high * HALF, HALF_DIGITS);
}

function writeHalf(target: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value;
  for (let place = at + digits - 1; place >= at; place -= 1) {
    const quotient = Math.floor(rest / 10) | 0;
    target[place] = ZERO + (rest - quotient * 10);
    rest = quotient;
  }
  return at + digits;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let power = 10; value >= power; power *= 10) {
    digits += 1;
  }
  return digits;
}
