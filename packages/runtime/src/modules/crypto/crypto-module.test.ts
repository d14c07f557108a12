import { describe, expect, test } from 'vitest';
import type { VUContext } from '../../vu/vu-context.ts';
import { createScriptRealm } from '../suspending-realm.fixture.ts';
import { cryptoModule } from './crypto-module.ts';

const realm = createScriptRealm();
const exported = cryptoModule.instantiate({ realm } as unknown as VUContext).named ?? {};
const run = (code: string) => realm.evaluate(code, exported);

// Recorded from k6: digest of "part one p2", HMAC of "data more" with "key", HMAC of "é" with the key 01 02.
const RECORDED: readonly (readonly [string, string, string, string, string])[] = [
  [
    'md5',
    'bee621ddc73025ac1535e2cdf31caa05',
    'vuYh3ccwJawVNeLN8xyqBQ==',
    'd4362231e45a771e5baa94cbdfafabef',
    'XA8jk5qwtSzagIXz7nCZmg',
  ],
  [
    'sha1',
    '93f4fd45b3b235406b708fe0c483edaaf4d88b58',
    'k/T9RbOyNUBrcI/gxIPtqvTYi1g=',
    '6a02a152d4167045b503d217751e7a3663b02be5',
    'PPucRvOvOvkh9n9I4DNORSUQ-Sg',
  ],
  [
    'sha256',
    'fbfae8f0357e997fae3bc9a684b78ea304a33bc68f19137ce2cbf3af9546b95c',
    '+/ro8DV+mX+uO8mmhLeOowSjO8aPGRN84svzr5VGuVw=',
    'd6779116b5710a0ba54c33b570f025cddde8ce6aa722569d0452ba83deb539a9',
    '0ZKrNYVsbVmXM_wy7A1jYT9IDsyHVbCK_8mGgzn6sDo',
  ],
  [
    'sha384',
    '08e1980ef0a843671d6901cd41904e5a20d6a1a502cdc0f7505aebb434d4d94c452c9c9918382972a78c2c6eb2510888',
    'COGYDvCoQ2cdaQHNQZBOWiDWoaUCzcD3UFrrtDTU2UxFLJyZGDgpcqeMLG6yUQiI',
    '73e849012f6af55cdac91b4d9ae8de437360701507b1e33cac1037717bfb8430d1a4be3875b5d4e1d358fa317882013e',
    'j-MczT2X0js5K3518LqDSOjtkzUsk-iZ-oEGIl7NAdV62JZHeFSg1mL8mssWSGvx',
  ],
  [
    'sha512_256',
    '53a9160bd9ebd262446d7b243745cd10ed788474dbb5ff584944c65be033b8ce',
    'U6kWC9nr0mJEbXskN0XNEO14hHTbtf9YSUTGW+AzuM4=',
    '2bcecde7e47eb0ea8c7a4fdf2888b2c319bec68139d64c75a1080f4860eab844',
    'hfF1NaCJmHsPrgUnMPi6WRfxUZjKaaia6kxJm93OF9c',
  ],
  [
    'ripemd160',
    'eb91803a021b0ffe9f3491d53f450c8c3965666a',
    '65GAOgIbD/6fNJHVP0UMjDllZmo=',
    'b5f73992a00d70081ddb8e79937504de05936536',
    'LXo4sixAkeLkgLJffYORNcoZ_k4',
  ],
  [
    'md4',
    '4a2511cbe6921077dfa718dabf02f695',
    'SiURy+aSEHffpxjavwL2lQ==',
    '63730b1a846d38114677836454b2a6a8',
    '1A-4WaC1fQ-WpqhcnAjCVA',
  ],
];

describe('k6/crypto', () => {
  test.each(RECORDED)('%s gives the recorded digests', (name, hexDigest, base64, hmacHex, hmacOfBytes) => {
    expect(
      run(`(() => {
        const h = createHash('${name}');
        h.update('part one ');
        h.update(new Uint8Array([112, 50]).buffer);
        return h.digest('hex') + ' ' + h.digest('base64');
      })()`),
    ).toBe(`${hexDigest} ${base64}`);
    expect(run(`${name}('part one p2', 'hex')`)).toBe(hexDigest);
    expect(
      run(
        `(() => { const m = createHMAC('${name}', 'key'); m.update('data'); m.update(' more'); return m.digest('hex'); })()`,
      ),
    ).toBe(hmacHex);
    expect(run(`hmac('${name}', 'key', 'data more', 'hex')`)).toBe(hmacHex);
    expect(run(`hmac('${name}', new Uint8Array([1, 2]).buffer, 'é', 'base64rawurl')`)).toBe(hmacOfBytes);
  });

  test('a secret longer than a block is hashed first', () => {
    // RFC 4231, test case 6.
    expect(
      run(
        `hmac('sha256', new Uint8Array(131).fill(0xaa), 'Test Using Larger Than Block-Size Key - Hash Key First', 'hex')`,
      ),
    ).toBe('60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54');
  });

  test('binary output is an ArrayBuffer that can be the next key', () => {
    expect(
      run(`(() => { const key = hmac('sha256', 'AWS4secret', '20240101', 'binary');
        return [key instanceof ArrayBuffer, hmac('sha256', key, 'eu-west-1', 'hex')].join(); })()`),
    ).toBe('true,cca6cae90e0275291df629aee0a53d2a4f82d47f321039aabd16672215dc0e00');
  });

  test('digest does not reset, update returns nothing', () => {
    expect(
      run(`(() => { const h = createHash('sha1'); const u = h.update('a'); const first = h.digest('hex'); h.update('b');
        return [u === undefined, first === sha1('a', 'hex'), h.digest('hex') === sha1('ab', 'hex')].join(); })()`),
    ).toBe('true,true,true');
  });

  test('base64url is padded, base64rawurl is not', () => {
    expect(run(`md5('a', 'base64url') + ' ' + md5('a', 'base64rawurl')`)).toBe(
      'DMF1ucDxtqgxw5niaXcmYQ== DMF1ucDxtqgxw5niaXcmYQ',
    );
  });

  test('hexEncode writes bytes as hex', () => {
    expect(run(`hexEncode(new Uint8Array([0, 255])) + hexEncode('a')`)).toBe('00ff61');
  });

  test('randomBytes gives so many bytes', () => {
    expect(run('const r = randomBytes(16); r instanceof ArrayBuffer && r.byteLength')).toBe(16);
  });

  test.each([
    [`md5(5, 'hex')`, 'md5 failed: invalid type int64, expected string, []byte or ArrayBuffer'],
    [`hmac('md5', 'k', 5, 'hex')`, 'invalid type int64, expected string, []byte or ArrayBuffer'],
    [`md5('a')`, 'invalid output encoding: '],
    [`md5('a', 'base32')`, 'invalid output encoding: base32'],
    [`hmac('crc', 'k', 'd', 'hex')`, 'invalid algorithm: crc'],
    [`createHash('zz')`, 'invalid algorithm: zz'],
    ['randomBytes(0)', 'invalid size'],
    ['randomBytes()', 'invalid size'],
  ])('%s fails', (code, message) => {
    let caught: unknown;
    try {
      run(code);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ name: 'GoError', message });
  });

  test('offers exactly the functions of k6', () => {
    expect(Object.keys(exported).sort().join(' ')).toBe(
      'createHMAC createHash hexEncode hmac md4 md5 randomBytes ripemd160 sha1 sha256 sha384 sha512 sha512_224 sha512_256',
    );
  });
});
