import { describe, expect, it } from 'vitest';
import { serverFeatures } from '../../src/jetstream/server-features.js';

describe('serverFeatures', () => {
  it.each([
    ['2.9.0', false],
    ['2.9.10', false],
    ['2.10.0', true],
    ['2.15.1', true],
    ['2.16.0-preview.1', true],
    ['v3.0.0', true],
  ])('knows what %s can do', (version, consumerMetadata) => {
    expect(serverFeatures(version)).toEqual({ version, consumerMetadata });
  });

  it.each(['2.8.4', '1.99.99', '2.1.0'])('refuses %s, and says what it needs', (version) => {
    const refused = () => serverFeatures(version);
    expect(refused).toThrow(`expected nats-server 2.9.0 or later, was ${version}`);
  });

  it('refuses what is no version', () => {
    expect(() => serverFeatures('unknown')).toThrow(
      "expected a nats-server version, was 'unknown'",
    );
  });
});
