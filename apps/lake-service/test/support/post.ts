/** A reply of `/ingest`. */
export interface IngestReplyBody {
  readonly accepted: number;
  readonly refused: number;
  readonly sequence: string;
  readonly lines: readonly {
    readonly line: number;
    readonly position: string;
    readonly refused?: {
      readonly reason: string;
      readonly field?: string;
      readonly detail: string;
    };
  }[];
  readonly error?: { readonly code: string; readonly message: string };
}

export const NDJSON = { 'Content-Type': 'application/x-ndjson' };

/** Posts a body; gives status, reply and `Retry-After`. */
export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = NDJSON,
) {
  const response = await fetch(url, { method: 'POST', body, headers });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as IngestReplyBody,
  };
}

/** The headers of a producer's run. */
export function runHeaders(run: string, position: number): Record<string, string> {
  return { ...NDJSON, 'Assay-Run': run, 'Assay-Run-Pos': String(position) };
}
