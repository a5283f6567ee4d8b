const NANOSECONDS_A_SECOND = 1e9;
/**
 * The one place that says how a stream is made, and what an existing one is held against.
 *
 * `limits` retention: several readers share a stream, and what one has read must stay for the others.
 * `discard: new`: a full stream refuses, and the publisher knows; `old` would drop what Bronze still
 * needs, in silence. `file` storage: memory is gone with the process. Direct gets are allowed, so that
 * a stored message can be looked up cheaply. No rollups: a header must not be able to empty a stream.
 */
export function streamConfig(stream, settings) {
  return {
    name: stream.name,
    subjects: [...stream.subjects],
    description: 'Market events on their way to the lake (Assay)',
    storage: 'file',
    retention: 'limits',
    discard: 'new',
    max_age: settings.maxAgeSeconds * NANOSECONDS_A_SECOND,
    max_bytes: settings.maxBytes,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_msg_size: -1,
    duplicate_window: settings.duplicateWindowSeconds * NANOSECONDS_A_SECOND,
    num_replicas: settings.replicas,
    no_ack: false,
    allow_direct: true,
    allow_rollup_hdrs: false,
    deny_delete: false,
    deny_purge: false,
  };
}
//# sourceMappingURL=stream-config.js.map
