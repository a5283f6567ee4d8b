import { describe, expect, it } from 'vitest';
import { banner } from '../src/banner.js';
import type { ServicePlaces } from '../src/config.js';

const PLACES: ServicePlaces = {
  lake: { kind: 'local', root: '/d/lake' },
  walRoot: '/d/wal',
  sessionFile: '/d/session.json',
};
const OPTIONS = {
  url: 'http://127.0.0.1:8080',
  log: 'embedded, /d/wal',
  batch: '1000 events or 5 s',
  components: new Set(['bronze', 'signals', 'gold'] as const),
  underlying: 'SPY',
};

describe('banner', () => {
  it('tells where data goes, which log, which port, and whether the market is simulated', () => {
    const demo = banner(PLACES, { ...OPTIONS, demo: true });
    expect(demo).toContain('/d/lake/bronze (local storage)');
    expect(demo).toContain('embedded, /d/wal');
    expect(demo).toContain('levels of SPY, into Gold');
    expect(demo).toContain('/d/lake/gold/streaming (local storage)');
    const s3 = { ...PLACES, lake: { kind: 's3', bucket: 'b', prefix: 'lake' } } as const;
    expect(banner(s3, { ...OPTIONS, demo: false })).toContain('s3://b/lake/bronze (S3)');
    expect(demo).toContain('http://127.0.0.1:8080');
    expect(demo).toContain('simulated, in real time');
    expect(demo).toContain('not real prices');
    expect(demo).toContain('/d/session.json');
    expect(banner(PLACES, { ...OPTIONS, demo: false })).not.toMatch(/simulated|session/);
  });
});
