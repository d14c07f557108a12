import { constants } from 'node:http2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logFrames } from './frame-log.fixture.ts';
import { GOAWAY, HEADERS, SETTINGS } from './frame-types.ts';
import { frame, rawHttp2Server, SETTINGS_FRAME, trustingClient } from './raw-http2.fixture.ts';
import { recordSession } from './recorded-session.fixture.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });

const anyFrame = fc
  .record({
    type: fc.integer({ min: 0, max: 11 }),
    flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8, 0x2d), fc.integer({ min: 0, max: 255 })),
    streamId: fc.constantFrom(0, 1, 2, 3, 0x7fff_ffff),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(4, 5, 6, 8, 12).map((length) => new Uint8Array(length)),
      fc
        .constantFrom('\x88', '\x88\x40\x01a\x01b', '\x3f\xe1\x1f\x88')
        .map((text) => Buffer.from(text, 'latin1')),
    ),
  })
  .map(({ type, flags, streamId, payload }) => frame(type, { flags, streamId }, payload));

/** Throws whatever is no breach of the protocol, and makes the same of the bytes however they are split. */
function expectSameWhenSplit(bytes: Buffer, pieces: readonly number[]): void {
  expect(logFrames(bytes, pieces)).toEqual(logFrames(bytes, [bytes.length || 1]));
}

test('arbitrary bytes are read or refused, never a crash, split anywhere', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.uint8Array({ maxLength: 400 }), sizes, (isSettled, noise, pieces) => {
      expectSameWhenSplit(Buffer.concat([...(isSettled ? [SETTINGS_FRAME] : []), noise]), pieces);
    }),
    { numRuns: 3000, interruptAfterTimeLimit: 8000 },
  );
});

test('arbitrary frames are read or refused, never a crash, split anywhere', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 20 }), sizes, (frames, pieces) => {
      expectSameWhenSplit(Buffer.concat([SETTINGS_FRAME, ...frames]), pieces);
    }),
    { numRuns: 3000, interruptAfterTimeLimit: 8000 },
  );
});

test('damaged sessions of a real server are read or refused, never a crash, split anywhere', async () => {
  const planned = (i: number) => ({
    status: 200,
    headers: [['x-a', `value ${i % 2}`]] as const,
    informational: i === 1,
    body: ['some text', 'more of it'],
    trailers: i === 2 ? ([['x-t', 'end']] as const) : [],
    reset: undefined,
  });
  const { bytes } = await recordSession([0, 1, 2, 3].map(planned), constants.PADDING_STRATEGY_MAX);
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(damage, sizes, (flaws, pieces) => {
      const damaged = Buffer.from(bytes);
      for (const [at, byte] of flaws) damaged[at] = byte;
      expectSameWhenSplit(damaged, pieces);
    }),
    { numRuns: 2000, interruptAfterTimeLimit: 8000 },
  );
});

/** A request that was refused is sent again after longer and longer pauses, as Go does: its end takes a minute. */
const frameThatRefusesNothing = anyFrame.filter((bytes) => bytes[3] !== GOAWAY);

test('a request ends whatever frames a server sends before it leaves', async () => {
  let frames: readonly Buffer[] = [];
  await using server = await rawHttp2Server(({ type }, socket) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(SETTINGS_FRAME);
    if (type === HEADERS) socket.end(Buffer.concat(frames));
  });
  using client = trustingClient();
  await fc.assert(
    fc.asyncProperty(fc.array(frameThatRefusesNothing, { maxLength: 12 }), async (sent) => {
      frames = sent;
      const { status, failure } = await client.fetch(server.url, {
        method: 'POST',
        body: Buffer.from('body'),
      });
      expect(status !== 0 || failure !== undefined).toBe(true);
      expect(failure?.code).not.toBe(1050);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 15_000 },
  );
}, 60_000);
