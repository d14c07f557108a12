import { describe, expect, test } from 'vitest';
import type { VUContext } from '../../vu/vu-context.ts';
import { createScriptRealm } from '../suspending-realm.fixture.ts';
import { encodingModule } from './encoding-module.ts';

const realm = createScriptRealm();
const exported = encodingModule.instantiate({ realm } as unknown as VUContext).named ?? {};
const run = (code: string) => realm.evaluate(code, exported);

describe('b64encode', () => {
  test.each([
    ['', '', '', '', ''],
    ['a', 'YQ==', 'YQ==', 'YQ', 'YQ'],
    ['ab', 'YWI=', 'YWI=', 'YWI', 'YWI'],
    ['abc', 'YWJj', 'YWJj', 'YWJj', 'YWJj'],
    [
      'ünïcödé 漢字',
      'w7xuw69jw7Zkw6kg5ryi5a2X',
      'w7xuw69jw7Zkw6kg5ryi5a2X',
      'w7xuw69jw7Zkw6kg5ryi5a2X',
      'w7xuw69jw7Zkw6kg5ryi5a2X',
    ],
    ['??>>~~', 'Pz8+Pn5+', 'Pz8-Pn5-', 'Pz8+Pn5+', 'Pz8-Pn5-'],
  ])('writes %j in every variant', (text, std, url, rawstd, rawurl) => {
    const encode = (variant: string) => `b64encode(${JSON.stringify(text)}, '${variant}')`;
    const all = run(`[${['std', 'url', 'rawstd', 'rawurl'].map(encode).join()}].join(' ')`);
    expect(all).toBe([std, url, rawstd, rawurl].join(' '));
  });

  test('takes ArrayBuffer and Uint8Array, views with their own bounds only', () => {
    expect(run('b64encode(new Uint8Array([255, 254, 0, 1]).buffer)')).toBe('//4AAQ==');
    expect(run('b64encode(new Uint8Array([9, 255, 254, 0, 1, 9]).subarray(1, 5))')).toBe('//4AAQ==');
  });

  test('falls back to std for an unknown variant', () => {
    expect(run('b64encode("a", "base32")')).toBe('YQ==');
  });

  test.each([
    ['5', 'int64'],
    ['5.5', 'float64'],
    ['true', 'bool'],
    ['[1]', '[]interface {}'],
    ['({})', 'map[string]interface {}'],
    ['undefined', '<nil>'],
  ])('refuses %s', (code, type) => {
    expect(() => run(`b64encode(${code})`)).toThrow(
      `invalid type ${type}, expected string, []byte or ArrayBuffer`,
    );
  });
});

describe('b64decode', () => {
  test.each([
    ["'aGk=', 'std', 's'", 'hi'],
    ["'Pz8-Pg==', 'url', 's'", '??>>'],
    ["'YWI', 'rawstd', 's'", 'ab'],
    ["'Pz8-Pg', 'rawurl', 's'", '??>>'],
    ["'w7w=', 'std', 's'", 'ü'],
    ["'aG\\r\\nk=\\n', 'std', 's'", 'hi'],
  ])('of %s is a string', (args, text) => {
    expect(run(`b64decode(${args})`)).toBe(text);
  });

  test('gives an ArrayBuffer of the script', () => {
    expect(
      run(`const buf = b64decode('//4AAQ=='); buf instanceof ArrayBuffer && new Uint8Array(buf).join()`),
    ).toBe('255,254,0,1');
  });

  test.each([
    ['!!!', 'std', 0],
    ['YQ', 'std', 0],
    ['a===', 'std', 1],
    ['YWJjYQ', 'std', 4],
    ['YQ=', 'std', 3],
    ['YQ=a', 'std', 3],
    ['YQ==YQ==', 'std', 4],
    ['YWI=x', 'std', 4],
    ['YQ==', 'rawstd', 2],
    ['Pz8-', 'std', 3],
    ['YWJj\nY', 'rawstd', 5],
  ])('blames the byte of %j (%s) that breaks it', (text, variant, at) => {
    expect(() => run(`b64decode(${JSON.stringify(text)}, '${variant}')`)).toThrow(
      `illegal base64 data at input byte ${at}`,
    );
  });
});
