import { describe } from 'vitest';
import { isSkipped } from '../../../../test-servers.mjs';
import { describeLostTail } from './describe-lost-tail.js';

describe.skipIf(isSkipped('nats'))('the newest server [needs nats]', () => {
  describeLostTail('newest');
});
