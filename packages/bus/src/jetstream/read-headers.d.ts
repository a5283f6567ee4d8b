import type { MessageHeaders } from '../event-log.js';
/**
 * Reads the headers of one message after another. Making text of them takes longer than receiving a
 * message, so what follows the pattern of one before is only compared with it.
 */
export declare class HeaderReader {
  private patterns;
  /** @param bytes beginning with the whole block of `length` bytes, `NATS/1.0` to the empty line */
  read(bytes: Uint8Array, length: number): MessageHeaders;
}
//# sourceMappingURL=read-headers.d.ts.map
