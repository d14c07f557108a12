import { Agent, request as nodeRequest } from 'node:http';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from './protocol-error.ts';
import { ResponseReader } from './response-reader.ts';

interface Reading {
  readonly status: number;
  readonly body: string;
}

/** What Node's own client makes of the bytes; undefined when it refuses them. */
function readWithNode(bytes: Buffer, sizes: readonly number[]): Promise<Reading | undefined> {
  return new Promise((resolve) => {
    let at = 0;
    let turn = 0;
    const socket = new Duplex({
      read() {
        const end = Math.min(bytes.length, at + (sizes[turn % sizes.length] ?? 1));
        turn++;
        this.push(at === bytes.length ? null : bytes.subarray(at, end));
        at = end;
      },
      write: (_chunk, _encoding, done) => done(),
    });
    const agent = new Agent();
    agent.createConnection = () => socket as never;
    const request = nodeRequest({ agent, host: 'x', insecureHTTPParser: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('latin1') }),
      );
    });
    request.on('error', () => resolve(undefined));
    request.end();
  });
}

function readWithOurs(bytes: Buffer, sizes: readonly number[]): Reading | undefined {
  const reader = new ResponseReader(false, false);
  try {
    for (let at = 0, turn = 0; at < bytes.length && !reader.isComplete; turn++) {
      const end = Math.min(bytes.length, at + (sizes[turn % sizes.length] ?? 1));
      reader.feed(bytes, at, end);
      at = end;
    }
    if (!reader.isComplete && !reader.endOfInput()) return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
  return { status: reader.status, body: reader.body?.toString('latin1') ?? '' };
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const token = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
  .filter((name) => !/^(content|transfer|conn|upg)/i.test(name));
const fieldValue = fc.stringMatching(/^[!-~]([ -~\xa1-\xff]{0,30}[!-~])?$/);
const fields = fc
  .array(fc.tuple(token, fieldValue), { maxLength: 6 })
  .map((list) => list.map(([name, value]) => `${name}: ${value}\r\n`).join(''));
const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const status = fc.constantFrom(200, 201, 301, 404, 500, 599);

const chunkedBody = fc
  .tuple(fc.array(body, { maxLength: 5 }), fields, fc.boolean())
  .map(([parts, trailers, extended]) => {
    const extension = extended ? ';name=value' : '';
    const chunks = parts
      .filter((part) => part !== '')
      .map((part) => `${part.length.toString(16)}${extension}\r\n${part}\r\n`);
    return `Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n${trailers}\r\n`;
  });
const framedBody = fc.oneof(
  body.map((text) => `Content-Length: ${text.length}\r\n\r\n${text}`),
  chunkedBody,
  body.map((text) => `Connection: close\r\n\r\n${text}`),
);
const message = fc
  .tuple(status, fields, framedBody)
  .map(([code, head, rest]) => `HTTP/1.1 ${code} Text\r\n${head}${rest}`);

const RUNS = { numRuns: 250, interruptAfterTimeLimit: 8000 };

test('well-formed responses read the same as in Node, split anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(message, sizes, async (text, pieces) => {
      const bytes = Buffer.from(text, 'latin1');
      const ours = readWithOurs(bytes, pieces);
      expect(ours).toBeDefined();
      expect(ours).toEqual(await readWithNode(bytes, pieces));
    }),
    RUNS,
  );
});

test('damaged responses never make more of a response than Node does of the same framing', async () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom('\r', '\n', ' ', ':', '\x00', 'g', '9', ''));
  await fc.assert(
    fc.asyncProperty(message, damage, sizes, async (text, [where, what], pieces) => {
      const at = where % text.length;
      const bytes = Buffer.from(text.slice(0, at) + what + text.slice(at + 1), 'latin1');
      const ours = readWithOurs(bytes, pieces);
      // Splitting must not matter, even for damaged bytes.
      expect(readWithOurs(bytes, [bytes.length])).toEqual(ours);
      const nodes = await readWithNode(bytes, pieces);
      if (ours !== undefined && nodes !== undefined) expect(ours.status).toBe(nodes.status);
    }),
    RUNS,
  );
});

test('arbitrary bytes are refused or read, never a crash, split anywhere', () => {
  const prefix = fc.constantFrom(
    '',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  fc.assert(
    fc.property(prefix, fc.uint8Array({ maxLength: 400 }), sizes, (start, noise, pieces) => {
      const bytes = Buffer.concat([Buffer.from(start), noise]);
      expect(readWithOurs(bytes, pieces)).toEqual(readWithOurs(bytes, [bytes.length || 1]));
    }),
    { numRuns: 2000, interruptAfterTimeLimit: 8000 },
  );
});
