import { configField, optionalField, type ConfigOf } from './field.js';
import { byteSize, seconds, text, urls, wholeNumber } from './value-kind.js';

const file = text('the path of a file');

/**
 * How the programs of the lake reach NATS JetStream, and how they make the streams that are missing.
 * The names of the access are those of the `nats` command line tool.
 */
export const natsConfigFields = {
  NATS_URL: optionalField(urls(['nats:', 'tls:']), {
    description:
      'The NATS server of the event log, or several of one cluster with commas between them; unset ' +
      'means the embedded log, no server.',
  }),
  NATS_USER: optionalField(text('a user name'), { description: 'The user at the NATS server.' }),
  NATS_PASSWORD: optionalField(text('a password'), {
    description: 'The password of that user.',
    secret: true,
  }),
  NATS_TOKEN: optionalField(text('a token'), {
    description: 'A token, where the NATS server asks for one.',
    secret: true,
  }),
  NATS_CREDS: optionalField(file, {
    description: 'A credentials file (JWT and seed), as nsc writes it.',
  }),
  NATS_NKEY: optionalField(file, { description: 'A file with an NKey seed.' }),
  NATS_CA: optionalField(file, {
    description: 'Certificates of the authorities that vouch for the NATS server (PEM).',
  }),
  NATS_CERT: optionalField(file, {
    description: 'The own TLS certificate, where the NATS server wants one (PEM).',
  }),
  NATS_KEY: optionalField(file, { description: 'The key of that certificate (PEM).' }),
  NATS_STREAM_MAX_AGE_SECONDS: configField(seconds(), {
    default: '604800',
    description:
      'A stream made by the lake keeps messages so long: the longest outage of Bronze without loss.',
  }),
  NATS_STREAM_MAX_BYTES: optionalField(byteSize(), {
    description:
      'A stream made by the lake refuses messages beyond this size; unset leaves it to the server.',
  }),
  NATS_STREAM_REPLICAS: configField(wholeNumber(1, 5), {
    default: '1',
    description: 'Copies of a stream made by the lake, in a cluster: 1, 3 or 5.',
  }),
  NATS_DUPLICATE_WINDOW_SECONDS: configField(seconds(), {
    default: '120',
    description:
      'A stream made by the lake recognises a message sent again within so many seconds.',
  }),
};

export type NatsConfig = ConfigOf<typeof natsConfigFields>;

/** Where the server is and who we are there: what `openJetStreamLogs` of `@assay/bus` takes. */
export function natsAccess(config: NatsConfig & { readonly NATS_URL: string }) {
  const tls = {
    ...given('caFile', config.NATS_CA),
    ...given('certFile', config.NATS_CERT),
    ...given('keyFile', config.NATS_KEY),
  };
  return {
    servers: config.NATS_URL,
    ...given('user', config.NATS_USER),
    ...given('password', config.NATS_PASSWORD),
    ...given('token', config.NATS_TOKEN),
    ...given('credentialsFile', config.NATS_CREDS),
    ...given('nkeySeedFile', config.NATS_NKEY),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}

/** Settings of the streams that are made: what `openJetStreamLogs` of `@assay/bus` takes. */
export function natsStreamSettings(config: NatsConfig) {
  return {
    maxAgeSeconds: config.NATS_STREAM_MAX_AGE_SECONDS,
    maxBytes: config.NATS_STREAM_MAX_BYTES ?? -1,
    duplicateWindowSeconds: config.NATS_DUPLICATE_WINDOW_SECONDS,
    replicas: config.NATS_STREAM_REPLICAS,
  };
}

/** A property, unless nobody gave it. */
function given<const Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [Key in Name]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: string };
}
