import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeCommand, RedisError, type Reply, RespReader } from './resp-reader.ts';

function encode(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (reply instanceof RedisError) return `-${reply.message}\r\n`;
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join('')}`;
}

const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.constant(null));
const reply: fc.Arbitrary<Reply> = fc.oneof(leaf, fc.array(fc.oneof(leaf, fc.array(leaf))));

test('replies are the same however their bytes arrive', () => {
  fc.assert(
    fc.property(fc.array(reply), fc.array(fc.nat()), (replies, cuts) => {
      const bytes = Buffer.from(replies.map(encode).join(''));
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
      const reader = new RespReader();
      const pieces = [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
      expect(pieces.flatMap((piece) => reader.take(piece))).toEqual(replies);
    }),
  );
});

test('statuses and errors are texts', () => {
  expect(new RespReader().take(Buffer.from('+OK\r\n-ERR no\r\n'))).toEqual(['OK', new RedisError('ERR no')]);
});

test('what is no reply is refused', () => {
  expect(() => new RespReader().take(Buffer.from('HTTP/1.1 400\r\n'))).toThrow(
    'redis: can\'t parse "HTTP/1.1 400"',
  );
});

test('a command counts bytes, not characters', () => {
  expect(encodeCommand(['SET', 'ä'])).toBe('*2\r\n$3\r\nSET\r\n$2\r\nä\r\n');
});
