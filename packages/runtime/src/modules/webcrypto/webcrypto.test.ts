import { expect, test } from 'vitest';
import { liveRun } from '../live-vu.fixture.ts';

const HELPERS = `
  const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, '0')).join('');
  const bytes = (s) => new TextEncoder().encode(s);
  const text = (b) => new TextDecoder().decode(b);
  const seq = (n, from = 0) => new Uint8Array(Array.from({ length: n }, (_, i) => from + i));
  const { subtle } = crypto;
  const tell = async (work) => {
    try { console.log(await work()); } catch (e) { console.log(String(e), e instanceof Error); }
  };`;

const run = (body: string) => liveRun(body, {}, HELPERS);

test('digests take any kind of buffer and give buffers of the script', async () => {
  const lines = await run(`
    const digest = await subtle.digest({ name: 'sha-256' }, new DataView(bytes('xabcx').buffer, 1, 3));
    console.log(hex(digest), digest instanceof ArrayBuffer);`);
  expect(lines).toEqual(['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad true']);
});

test.each([
  [`{ name: 'AES-CBC', iv: seq(16) }`, 16],
  [`{ name: 'AES-CTR', counter: seq(16), length: 64 }`, 24],
  [`{ name: 'AES-GCM', iv: seq(12), additionalData: bytes('x'), tagLength: 104 }`, 32],
])('what %s encrypts it decrypts', async (algorithm, length) => {
  const lines = await run(`
    const key = await subtle.importKey('raw', seq(${length}), ${algorithm}.name, true, ['encrypt', 'decrypt']);
    const secret = await subtle.encrypt(${algorithm}, key, bytes('attack at dawn'));
    console.log(text(await subtle.decrypt(${algorithm}, key, secret)), hex(secret) !== hex(bytes('attack at dawn')));`);
  expect(lines).toEqual(['attack at dawn true']);
});

test.each([
  ['ECDSA', `{ name: 'ECDSA', namedCurve: 'P-256' }`, `{ name: 'ECDSA', hash: 'SHA-256' }`],
  [
    'RSA-PSS',
    `{ name: 'RSA-PSS', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: { name: 'SHA-1' } }`,
    `{ name: 'RSA-PSS', saltLength: 20 }`,
  ],
  ['HMAC', `{ name: 'HMAC', hash: 'SHA-512' }`, `'HMAC'`],
])('%s keys sign, verify and travel as JWK', async (_, algorithm, use) => {
  const lines = await run(`
    const made = await subtle.generateKey(${algorithm}, true, ['sign', 'verify']);
    const [signer, verifier] = made.privateKey ? [made.privateKey, made.publicKey] : [made, made];
    const signature = await subtle.sign(${use}, signer, bytes('message'));
    const jwk = await subtle.exportKey('jwk', verifier);
    const again = await subtle.importKey('jwk', jwk, ${algorithm}, true, ['verify']);
    console.log(await subtle.verify(${use}, again, signature, bytes('message')),
      await subtle.verify(${use}, again, signature, bytes('massage')), signer instanceof crypto.CryptoKey);`);
  expect(lines).toEqual(['true false true']);
});

test('both sides of ECDH derive the same bits', async () => {
  const lines = await run(`
    const pair = () => subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const [a, b] = await Promise.all([pair(), pair()]);
    const derive = (mine, theirs) => subtle.deriveBits({ name: 'ECDH', public: theirs.publicKey }, mine.privateKey, 256);
    console.log(hex(await derive(a, b)) === hex(await derive(b, a)));`);
  expect(lines).toEqual(['true']);
});

test('PBKDF2 derives bits and keys', async () => {
  const lines = await run(`
    const base = await subtle.importKey('raw', bytes('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
    const how = { name: 'PBKDF2', hash: 'SHA-1', salt: bytes('salt'), iterations: 2 };
    console.log(hex(await subtle.deriveBits(how, base, 160)));
    const key = await subtle.deriveKey(how, base, { name: 'AES-GCM', length: 128 }, true, ['encrypt']);
    console.log(hex(await subtle.exportKey('raw', key)), JSON.stringify(key.algorithm), key.usages.join());`);
  expect(lines).toEqual([
    'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957',
    'ea6c014dc72d6f8ccd1ed92ace1d41f0 {"algorithm":{"name":"AES-GCM"},"name":"AES-GCM","length":128} encrypt',
  ]);
});

test('HMAC keys show the algorithm as k6 does', async () => {
  const lines = await run(`
    const key = await subtle.importKey('raw', bytes('secret key'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    console.log(key.type, key.extractable, JSON.stringify(key.algorithm));`);
  expect(lines).toEqual([
    'secret true {"key_algorithm":{"algorithm":{"name":"HMAC"},"name":"HMAC"},"algorithm":{"name":"HMAC"},' +
      '"name":"HMAC","hash":{"algorithm":{"name":"SHA-256"},"name":"SHA-256"},"length":80}',
  ]);
});

test.each([
  [
    `subtle.digest('md5', bytes('x'))`,
    `NotSupportedError: algorithm "MD5" doesn't support (in implementation) operation "digest" false`,
  ],
  [`subtle.digest('SHA-1', 'text')`, 'data must be an ArrayBuffer, TypedArray, or DataView false'],
  [
    `subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['sign'])`,
    'SyntaxError: invalid key usage false',
  ],
  [
    `subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, [])`,
    'SyntaxError: usages cannot not be empty for a secret or private CryptoKey false',
  ],
  [
    `subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt'])`,
    'OperationError: invalid key length false',
  ],
  [
    `subtle.exportKey('raw', await subtle.importKey('raw', seq(16), 'AES-CBC', false, ['encrypt']))`,
    'InvalidAccessError: the key is not extractable false',
  ],
  [
    `subtle.decrypt({ name: 'AES-GCM', iv: seq(12) }, await subtle.importKey('raw', seq(16), 'AES-GCM', false, ['decrypt']), seq(32))`,
    'OperationError: could not decrypt ciphertext false',
  ],
  [
    `subtle.encrypt({ name: 'AES-GCM', iv: seq(16) }, await subtle.importKey('raw', seq(16), 'AES-GCM', false, ['encrypt']), seq(1))`,
    'NotSupportedError: only 12 bytes long iv are supported false',
  ],
  [`subtle.sign('HMAC', {}, seq(1))`, 'InvalidAccessError: key is not a valid CryptoKey false'],
])('%s is refused', async (call, refusal) => {
  expect(await run(`await tell(async () => ${call});`)).toEqual([refusal]);
});

test('wrapping keys throws at once', async () => {
  const lines = await run(`try { subtle.wrapKey(); } catch (e) { console.log(e.name, e.message); }`);
  expect(lines).toEqual(['GoError not implemented']);
});

test('random values fill integer arrays, each element with one byte', async () => {
  const lines = await run(`
    const words = new Uint32Array(512);
    console.log(crypto.getRandomValues(words) === words, words.some((x) => x > 0), words.every((x) => x < 256));
    for (const wrong of [[1], new Float64Array(1), new Uint8Array(65537)]) await tell(() => crypto.getRandomValues(wrong));
    console.log(crypto.randomUUID().length, Object.keys(crypto).sort().join());`);
  expect(lines).toEqual([
    'true true true',
    "TypeMismatchError: typedArray parameter isn't a TypedArray instance false",
    "TypeMismatchError: typedArray parameter isn't a TypedArray instance false",
    'QuotaExceededError: typedArray parameter is too big; maximum length is 65536 false',
    '36 CryptoKey,getRandomValues,randomUUID,subtle',
  ]);
});

test('scripts may put something of their own in place of the global', async () => {
  expect(await liveRun(`globalThis.crypto = 5; console.log(crypto);`)).toEqual(['5']);
});
