import type { EngineConfig } from '../config/engine-config.js';
import { SignalsError } from '../errors.js';
import { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { engineFingerprint, ENGINE_VERSION } from './fingerprint.js';

const MAGIC = 'assay level engine';

/** All state of an engine, under a head that says which engine it is of. */
export function writeState(config: EngineConfig, engine: Stateful): Uint8Array {
  const writer = new StateWriter();
  writer.text(MAGIC);
  writer.number(ENGINE_VERSION);
  writer.text(engineFingerprint(config));
  engine.save(writer);
  return writer.finish();
}

/** Fills an engine. Throws `BAD_STATE` for what is no state of an engine of this configuration. */
export function readState(config: EngineConfig, bytes: Uint8Array, engine: Stateful): void {
  const reader = new StateReader(bytes);
  expect('a head', MAGIC, reader.text());
  expect('version', ENGINE_VERSION, reader.number());
  expect('fingerprint', engineFingerprint(config), reader.text());
  engine.load(reader);
  expect('its end', true, reader.isAtEnd);
}

function expect(what: string, expected: unknown, was: unknown): void {
  if (was !== expected) {
    throw new SignalsError(
      'BAD_STATE',
      `engine state: expected ${what} ${String(expected)}, was ${String(was)}: restore a state of this ` +
        'engine and configuration, or begin the session anew',
    );
  }
}
