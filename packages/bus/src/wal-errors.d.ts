/** An error of the write-ahead log in the words of the port; any other error as it is. */
export declare function toBusError(error: unknown): unknown;
/** Rejects with the port's errors. For a handler of `catch`. */
export declare function rejectAsBusError(error: unknown): never;
//# sourceMappingURL=wal-errors.d.ts.map
