import { constants, createSecureServer } from 'node:http2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CA_FILE, certificate, listen, TestClient } from '../transport.fixture.ts';
import { logFrames } from './frame-log.fixture.ts';
import { type PlannedResponse, pairs, type ReadResponse, recordSession } from './recorded-session.fixture.ts';

const PLAIN = { status: 200, informational: false, body: [], trailers: [], reset: undefined };

/** What our reader makes of a session, in the order of the streams. */
function readWithOurs(bytes: Buffer, sizes: readonly number[], count: number): ReadResponse[] {
  const read = Array.from({ length: count }, () => ({
    status: 0,
    headers: [] as [string, string][],
    body: '',
    resetWith: 0,
  }));
  for (const [kind, streamId, ...rest] of logFrames(bytes, sizes)) {
    expect(kind).not.toBe('connection breach');
    const stream = read[(Number(streamId) - 1) / 2];
    if (stream === undefined) continue;
    if (kind === 'head' && stream.status === 0 && Number(rest[0]) >= 200) {
      stream.status = Number(rest[0]);
      stream.headers = pairs(rest[1] as string[]);
    }
    if (kind === 'body') stream.body += rest[0];
    if (kind === 'reset') stream.resetWith = Number(rest[0]);
  }
  return read;
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 2000 })), {
  minLength: 1,
  maxLength: 8,
});
const name = fc.stringMatching(/^x-[a-z0-9_.~!-]{0,12}$/);
const value = fc.oneof(
  fc.constantFrom('', 'same', 'another', 'text/plain; charset=utf-8', 'z'.repeat(200)),
  fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/),
);
const fields = fc.array(fc.tuple(name, value), { maxLength: 8 });
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.integer({ min: 1, max: 20_000 }).map((length) => 'y'.repeat(length)),
);
const response: fc.Arbitrary<PlannedResponse> = fc.record({
  status: fc.constantFrom(200, 201, 301, 404, 500, 599),
  headers: fields,
  informational: fc.boolean(),
  body: fc.array(piece, { maxLength: 3 }),
  trailers: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fields }),
  reset: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 13 }) },
  ),
});
const padding = fc.constantFrom(constants.PADDING_STRATEGY_NONE, constants.PADDING_STRATEGY_MAX);

test('sessions read the same as with Node, split anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(response, { minLength: 1, maxLength: 6 }),
      padding,
      sizes,
      async (plan, strategy, pieces) => {
        const { bytes, responses } = await recordSession(plan, strategy);
        expect(readWithOurs(bytes, pieces, plan.length)).toEqual(responses);
      },
    ),
    { numRuns: 150, interruptAfterTimeLimit: 8000 },
  );
}, 60_000);

/** Characters that between them have every byte in them that UTF-8 has. */
const CHARACTERS: readonly string[] = [
  ...range(0x20, 0x7f, 1),
  ...range(0x80, 0xc0, 1),
  ...range(0xc0, 0x800, 0x40),
  ...range(0x800, 0x801, 1),
  ...range(0x1000, 0x10000, 0x1000),
  ...range(0x10000, 0x110000, 0x40000),
];

function range(from: number, to: number, step: number): string[] {
  const points = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
  return points.map((point) => String.fromCodePoint(point));
}

test('every byte of a header value is read from the code of another implementation', async () => {
  // So many letters of five bits that the value is coded, however long the codes of the other bytes are.
  const letters = 'a'.repeat(60);
  const headers = CHARACTERS.map((character, i) => [`x-${i}`, `${letters}${character}${letters}`] as const);
  const asBytes = headers.map(([name, text]) => [name, Buffer.from(text).toString('latin1')] as const);
  const { bytes } = await recordSession([{ ...PLAIN, headers: asBytes }], constants.PADDING_STRATEGY_NONE);
  const [read] = readWithOurs(bytes, [bytes.length], 1);
  expect(read?.headers.slice(0, headers.length)).toEqual(headers);
});

const request = fc.record({
  path: fc.stringMatching(/^\/[!-~]{0,20}$/).filter((path) => !path.includes('#')),
  headers: fc.uniqueArray(
    fc.tuple(
      fc.constantFrom('X-A', 'X-B', 'X-Long-Name', 'Authorization', 'Cookie', 'User-Agent', 'Accept'),
      fc.oneof(fc.constantFrom('same', 'a=1; b=2'), fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/)),
    ),
    { selector: ([header]) => header, maxLength: 5 },
  ),
  body: fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 })),
});

test('any sequence of requests arrives at another implementation as it was sent', async () => {
  const nodes = createSecureServer({ key: certificate('server.key'), cert: certificate('server.crt') });
  const seen: unknown[] = [];
  nodes.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      seen.push({
        headers: Object.fromEntries(Object.entries(headers)),
        body: Buffer.concat(chunks).toString('latin1'),
      });
      stream.respond({ ':status': 204 }, { endStream: true });
    });
  });
  await using server = await listen(nodes, 'https');
  using client = new TestClient({}, { caFile: CA_FILE });
  await fc.assert(
    fc.asyncProperty(request, async ({ path, headers, body }) => {
      const wire = client.request(server.url, { method: body === null ? 'GET' : 'POST', headers, body });
      const target = { ...wire.target, path };
      const { status, failure } = await client.fetch(server.url, { ...wire, target });
      expect({ status, failure }).toEqual({ status: 204, failure: undefined });
      expect(seen.pop()).toEqual({
        headers: {
          ':authority': target.authority,
          ':method': wire.method,
          ':path': path,
          ':scheme': 'https',
          ...Object.fromEntries(
            headers.map(([header, text]) => [header.toLowerCase(), joinedCookies(header, text)]),
          ),
          ...(body === null ? {} : { 'content-length': String(body.length) }),
        },
        body: body === null ? '' : Buffer.from(body).toString('latin1'),
      });
    }),
    { numRuns: 300, interruptAfterTimeLimit: 8000 },
  );
  expect(server.sockets).toHaveLength(1);
}, 60_000);

/** Cookies travel one by one; the other end joins them as it must. */
function joinedCookies(header: string, text: string): string {
  return header === 'Cookie' ? text.split(/; */).join('; ') : text;
}
