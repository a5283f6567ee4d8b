import { CalendarError } from '../../src/index.js';

/** The code and the message of the `CalendarError` that work throws. */
export function refusalOf(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof CalendarError) {
      return { code: error.code, message: error.message };
    }
    throw error;
  }
  throw new Error('expected a CalendarError, was none');
}

export function codeOf(work: () => unknown): string {
  return refusalOf(work).code;
}
