export { compareDelivery, SAME_DELIVERY, type DeliveryDifferences } from './compare-delivery.js';
export {
  crashAt,
  createCountingFailpoint,
  SimulatedCrash,
  type CountingFailpoint,
} from './failpoints.js';
export { createFakeClock, type FakeClock, type FakeClockOptions } from './fake-clock.js';
export { createMemoryLog, type MemoryLog, type MemoryLogOptions } from './memory-log.js';
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from './memory-store.js';
export { recordingLogger, type LoggedLine, type RecordingLogger } from './recording-logger.js';
export { createScheduler, type Scheduler } from './scheduler.js';
export { createSeededRandom, type SeededRandom } from './seeded-random.js';
export {
  createSimulatedLog,
  NO_LOG_FAULTS,
  type LogFaults,
  type SimulatedLog,
  type SimulatedLogOptions,
} from './simulated-log.js';
export {
  createSimulatedStore,
  NO_FAULTS,
  type SimulatedStore,
  type SimulatedStoreOptions,
  type StoreFaults,
} from './simulated-store.js';
