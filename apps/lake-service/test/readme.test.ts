import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startService } from './support/running-service.js';

const README = new URL('../README.md', import.meta.url);

/** A curl command and the reply that stands below it. */
interface Example {
  readonly command: string;
  readonly reply: unknown;
}

async function readExamples(): Promise<Example[]> {
  const text = await readFile(README, 'utf8');
  const blocks = /^```sh\n(curl .*?)^```$.*?^```json\n(.*?)^```$/gms;
  return [...text.matchAll(blocks)].map(([, command, reply]) => ({
    command,
    reply: JSON.parse(reply) as unknown,
  }));
}

/** Does what curl would do with this command, at another address. */
async function runCurl(command: string, address: string): Promise<unknown> {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain,
  );
  const headers: Record<string, string> = {};
  let body: string | undefined;
  for (let at = 2; at < words.length; at += 2) {
    const [option, value] = [words[at], words[at + 1]];
    if (option === '-H') {
      const [name, content] = value.split(': ');
      headers[name] = content;
    } else if (option === '-d' || option === '--data-binary') {
      body = value;
    } else {
      throw new Error(`expected an option of the examples, was ${option}`);
    }
  }
  const url = words[1].replace('http://127.0.0.1:8080', address);
  const request = body === undefined ? {} : { method: 'POST', headers, body };
  return (await fetch(url, request)).json();
}

describe('README.md', () => {
  it('shows replies that are true', async () => {
    const { service } = await startService({ BRONZE_MAX_SECONDS: '0.05' });
    const examples = await readExamples();
    expect(examples).toHaveLength(3);
    for (const { command, reply } of examples) {
      // What was sent is committed a moment later; nothing is sent twice.
      const isQuestion = command.includes('/runs/');
      const answer = () => runCurl(command, service.url);
      await (isQuestion ? expect.poll(answer) : expect(answer()).resolves).toEqual(reply);
    }
  });
});
