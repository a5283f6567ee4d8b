import { OrdinalRanges, type CommitEntry, type RunProgress } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import { REPLAY_RUNS } from '@assay/schemas';

/**
 * Which ordinals of which producers' runs the rows of each file hold, as ranges without a hole.
 *
 * @param relation the files as a relation that knows `file_index`
 */
export async function readRuns(
  session: QuerySession,
  relation: string,
): Promise<Map<number, RunProgress[]>> {
  // Ordinals that follow one another have one distance from their rank.
  const rows = await session.rows(
    `SELECT file, "_run" AS run, min("_run_pos") AS first, max("_run_pos") AS last
     FROM (SELECT file_index::INTEGER AS file, "_run", "_run_pos",
         "_run_pos"::HUGEINT - dense_rank() OVER (PARTITION BY file_index, "_run" ORDER BY "_run_pos")
           AS island
       FROM ${relation} WHERE "_run" IS NOT NULL)
     GROUP BY file, "_run", island`,
  );
  const runs = new Map<number, RunProgress[]>();
  for (const row of rows) {
    const file = row['file'] as number;
    const found = runs.get(file) ?? [];
    const { run, first, last } = row as { run: string; first: bigint; last: bigint };
    found.push({ run, from: first, to: last });
    runs.set(file, found);
  }
  return runs;
}

/**
 * What a commit says of its producers' runs, and its rows say otherwise: producers count off by it what
 * they need not send again. Replayed letters are recorded by their headers, not by their rows.
 */
export function runsDisagreement(
  entry: CommitEntry,
  found: readonly RunProgress[],
): { readonly expected: string; readonly was: string } | undefined {
  const said = runsText(entry.runs);
  const stored = runsText(found);
  const expected = stored.find((each) => !said.includes(each));
  const was = said.find((each) => !stored.includes(each));
  return expected === undefined && was === undefined
    ? undefined
    : { expected: `runs as in its rows, ${expected ?? 'none more'}`, was: was ?? 'none of it' };
}

function runsText(runs: readonly RunProgress[]): string[] {
  const byRun = new Map<string, OrdinalRanges>();
  for (const { run, from, to } of runs) {
    const ranges = byRun.get(run) ?? new OrdinalRanges();
    ranges.add({ from, to });
    byRun.set(run, ranges);
  }
  return [...byRun]
    .filter(([run]) => !run.startsWith(REPLAY_RUNS))
    .flatMap(([run, { all }]) => all.map(({ from, to }) => `${run} ${from} to ${to}`));
}
