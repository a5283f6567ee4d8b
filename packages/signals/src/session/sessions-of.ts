import type { EngineConfig } from '../config/engine-config.js';
import { alwaysSessions } from './always-sessions.js';
import type { EngineSessions } from './engine-sessions.js';
import { exchangeSessions } from './exchange-sessions.js';

/** The sessions that a configuration asks for. Throws `BAD_CONFIG`. */
export function sessionsOf(config: EngineConfig): EngineSessions {
  return config.hours === 'always' ? alwaysSessions() : exchangeSessions(config);
}
