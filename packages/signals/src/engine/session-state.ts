import type { EngineSession } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';

export function saveSession(writer: StateWriter, session: EngineSession | undefined): void {
  writer.flag(session !== undefined);
  if (session === undefined) {
    return;
  }
  writer.text(session.date);
  writer.integer(session.startNs);
  writer.integer(session.endNs);
  writer.integer(session.regularStartNs);
  writer.integer(session.regularEndNs);
  writer.flag(session.premarketStartNs !== undefined);
  writer.integer(session.premarketStartNs ?? 0n);
}

export function loadSession(reader: StateReader): EngineSession | undefined {
  if (!reader.flag()) {
    return undefined;
  }
  const date = reader.text();
  const startNs = reader.integer();
  const endNs = reader.integer();
  const regularStartNs = reader.integer();
  const regularEndNs = reader.integer();
  const hasPremarket = reader.flag();
  const premarketStartNs = reader.integer();
  return {
    date,
    startNs,
    endNs,
    regularStartNs,
    regularEndNs,
    premarketStartNs: hasPremarket ? premarketStartNs : undefined,
  };
}
