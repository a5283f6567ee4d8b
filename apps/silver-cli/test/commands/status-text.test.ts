import type { HourStatus } from '@assay/silver';
import { describe, expect, it } from 'vitest';
import { statusResult } from '../../src/commands/status/status-report.js';
import { statusText } from '../../src/commands/status/status-text.js';

function hour(at: string, state: HourStatus['state'], reason: string): HourStatus {
  const name = { dataset: 'futures.trades.v1', partition: 'ESH6', date: '2025-12-16', hour: at };
  return { ...name, state, reason, rows: 1 };
}

const report = (...hours: HourStatus[]) => ({ lake: 'lake', hours, garbage: [] });
const told = (...hours: HourStatus[]) =>
  statusText(report(...hours), { isVerbose: false, isGc: false });

describe('statusText', () => {
  it('says of frozen hours which files came later and are not in them, and counts such hours', () => {
    const late = 'frozen (1 file retired; 2 files came later and are not in it)';
    const hours = [hour('13', 'frozen', 'frozen (1 file retired)'), hour('14', 'frozen', late)];
    expect(told(...hours)).toContain(`why:\n  1 hour ${late}\n`);
    expect(statusResult(report(...hours))).toMatchObject({
      clean: true,
      frozen_with_late_files: 1,
    });
  });

  it('names a command for what compact can do alone', () => {
    const failing = hour('13', 'failing', 'expected its file, was none: bring that file back');
    expect(told(failing)).not.toContain('silver-cli compact');
    expect(told(failing)).toContain('1 hour cannot be compacted as things are');
    expect(told(failing, hour('14', 'missing', 'new'))).toContain(
      'next: run "silver-cli compact --date 2025-12-16"',
    );
  });
});
