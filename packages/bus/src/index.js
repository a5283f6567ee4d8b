export {} from './embedded-event-log.js';
export { openEmbeddedLog } from './embedded-log.js';
export { BusError } from './errors.js';
export { describeFinding } from './jetstream/check-stream.js';
export { connectJetStream } from './jetstream/connection.js';
export { openJetStreamLog, openJetStreamLogs } from './jetstream/open-jetstream-log.js';
export { createPublisher } from './jetstream/publisher.js';
export { STREAMS } from './jetstream/stream-declarations.js';
export { followWatermarks, publishWatermark } from './jetstream/watermarks.js';
export { streamOf } from './subjects.js';
export { fateOf, watermarkOf, watermarkSubject } from './watermark.js';
//# sourceMappingURL=index.js.map
