import { expect, test } from 'vitest';
import { checkScript } from './check-script.ts';

test('a script that can run is told with what it would do', () => {
  const check = checkScript(
    "export const options = { vus: 3, duration: '10s' };\nexport default function () {}",
  );
  expect(check).toMatchObject({ kind: 'right', outline: { maxVUs: 3, maxDurationMs: 40_000 } });
});

test.each([
  ['const options = {};', /default/],
  [
    "export const options = { scenarios: { a: { executor: 'constant-vus', duration: '1s', exec: 'b' } } };",
    /b/,
  ],
  [
    'export const options = { thresholds: { http_reqs: ["count>>1"] } };\nexport default () => {};',
    /count>>1/,
  ],
  ['export const options = {', /Unexpected token/],
])('a script that cannot run is refused with the reason: %s', (source, reason) => {
  const check = checkScript(source);
  expect(check.kind).toBe('wrong');
  expect(check.kind === 'wrong' && check.message).toMatch(reason);
});
