import { expect, test } from 'vitest';
import { Md4 } from './md4.ts';

function md4Hex(text: string): string {
  const md4 = new Md4();
  md4.update(Buffer.from(text));
  return Buffer.from(md4.digest()).toString('hex');
}

test.each([
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
  ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
])('the digest of %j is the one of RFC 1320', (text, digest) => {
  expect(md4Hex(text)).toBe(digest);
});

test('data may come in pieces of any size, and the digest may be read in between', () => {
  const text = 'x'.repeat(200);
  for (const size of [1, 55, 56, 63, 64, 65, 130]) {
    const md4 = new Md4();
    for (let at = 0; at < text.length; at += size) {
      md4.update(Buffer.from(text.slice(at, at + size)));
      md4.digest();
    }
    expect(Buffer.from(md4.digest()).toString('hex')).toBe(md4Hex(text));
  }
});
