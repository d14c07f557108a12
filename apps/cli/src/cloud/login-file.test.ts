import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { changeLogin } from './login-file.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'squall-login-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('a login makes a file that only its owner may read, in a folder of its own', () => {
  const file = join(folder(), 'k6', 'config.json');
  changeLogin(file, { token: 't', host: 'h' });
  expect(read(file)).toEqual({ collectors: { cloud: { token: 't', host: 'h' } } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
});

test('what is there already stays, and what is taken away is gone', () => {
  const file = join(folder(), 'config.json');
  writeFileSync(
    file,
    JSON.stringify({ vus: null, collectors: { cloud: { name: 'n', token: 'old' }, x: 1 } }),
  );
  changeLogin(file, { token: undefined, host: 'h' });
  expect(read(file)).toEqual({ vus: null, collectors: { cloud: { name: 'n', host: 'h' }, x: 1 } });
});

test('a file that is a link is changed where it is', () => {
  const place = folder();
  writeFileSync(join(place, 'real.json'), '{}');
  symlinkSync(join(place, 'real.json'), join(place, 'config.json'));
  changeLogin(join(place, 'config.json'), { token: 't' });
  expect(read(join(place, 'real.json'))).toEqual({ collectors: { cloud: { token: 't' } } });
});

test('a file that is no JSON is left as it is', () => {
  const file = join(folder(), 'config.json');
  writeFileSync(file, 'vus: 3');
  expect(() => changeLogin(file, { token: 't' })).toThrow('is not the JSON it should be');
  expect(readFileSync(file, 'utf8')).toBe('vus: 3');
});
