/**
 * Runs jobs side by side, at most `lanes` at a time; their results are in the jobs' order. After a
 * failure no further job begins, and those under way are waited for.
 */
export async function inLanes<Result>(
  lanes: number,
  jobs: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = jobs.entries();
  let failed = false;
  const lane = async () => {
    for (let next = waiting.next(); !failed && next.done !== true; next = waiting.next()) {
      const [index, job] = next.value;
      try {
        results[index] = await job();
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const rejected = ended.find((each) => each.status === 'rejected');
  if (rejected !== undefined) {
    throw rejected.reason;
  }
  return results;
}
