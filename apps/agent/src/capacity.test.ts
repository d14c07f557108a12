import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readFileDescriptorLimit } from './capacity.ts';

test.each([
  ['Max open files            1024                 524288               files', 1024],
  ['Max open files            unlimited            unlimited            files', undefined],
])('reads %j as %s', (line, limit) => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-limits-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'limits');
  writeFileSync(file, `Limit                     Soft Limit           Hard Limit           Units\n${line}\n`);
  expect(readFileDescriptorLimit(file)).toBe(limit);
});

test('does without where there is no such file', () => {
  expect(readFileDescriptorLimit('/nonexistent')).toBeUndefined();
});
