import { describe, expect, test } from 'vitest';
import { createScriptRealm } from '../suspending-realm.fixture.ts';
import { createTextCoding } from './text-coding.ts';

const realm = createScriptRealm();
const run = (code: string) => realm.evaluate(code, { ...createTextCoding(realm) });

describe('TextEncoder', () => {
  test('encodes as UTF-8 into a Uint8Array of the script', () => {
    expect(run('new TextEncoder().encode("é") instanceof Uint8Array')).toBe(true);
    expect(run('Array.from(new TextEncoder().encode("aé漢")).join()')).toBe('97,195,169,230,188,162');
    expect(run('new TextEncoder().encode().length')).toBe(0);
    expect(run('new TextEncoder().encoding')).toBe('utf-8');
  });

  test('offers no encodeInto', () => {
    expect(run('typeof new TextEncoder().encodeInto')).toBe('undefined');
  });
});

describe('TextDecoder', () => {
  test.each([
    ['new TextDecoder().decode(new Uint8Array([195, 169]))', 'é'],
    ['new TextDecoder().decode(new Uint8Array([195, 169]).buffer)', 'é'],
    ['new TextDecoder().decode(new DataView(new Uint8Array([97, 98]).buffer, 1))', 'b'],
    ['new TextDecoder("utf-16le").decode(new Uint8Array([233, 0]))', 'é'],
    ['new TextDecoder("UTF-16BE").decode(new Uint8Array([0, 233]))', 'é'],
    ['new TextDecoder().decode(new Uint8Array([255]))', '\ufffd'],
    ['new TextDecoder().decode()', ''],
    ['new TextDecoder("utf8").encoding', 'utf-8'],
  ])('%s', (code, text) => {
    expect(run(code)).toBe(text);
  });

  test('keeps incomplete characters between the pieces of a stream', () => {
    expect(
      run(`(() => { const d = new TextDecoder();
        return d.decode(new Uint8Array([195]), { stream: true }) + d.decode(new Uint8Array([169])); })()`),
    ).toBe('é');
  });

  test('refuses unsupported encodings', () => {
    expect(() => run('new TextDecoder("iso-8859-1")')).toThrow(realm.intrinsics.RangeError);
    expect(() => run('new TextDecoder("iso-8859-1")')).toThrow('unsupported encoding: iso-8859-1');
    expect(() => run('new TextDecoder("nonsense")')).toThrow('unsupported encoding: nonsense');
  });

  test('refuses invalid bytes when fatal', () => {
    const code = 'new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255]))';
    expect(() => run(code)).toThrow(realm.intrinsics.TypeError);
    expect(() => run(code)).toThrow('decoding text: invalid byte sequence');
  });

  test('leads a script to no function of the host', () => {
    expect(run('new TextDecoder() instanceof TextDecoder && TextDecoder.constructor === Function')).toBe(
      true,
    );
    expect(run('new TextDecoder().constructor.constructor === Function')).toBe(true);
    expect(run('Object.getPrototypeOf(TextEncoder.prototype) === Object.prototype')).toBe(true);
  });
});
