import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Completion } from '../sandbox/contract.ts';
import { TestVU } from './program.fixture.ts';

const ROOT = join(import.meta.dirname, '../../../../tests/scripts/blocking-places');
const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

test.each(readdirSync(ROOT))('%s: blocking calls have the effects of k6, in its order', (name) => {
  const vu = new TestVU(filesOf(name));
  returned(vu, vu.init());
  const exported = vu.instance.exported as Record<string, { iterations?: number } | undefined>;
  const data = exported.setup === undefined ? undefined : returned(vu, vu.call('setup'));
  for (let i = 0; i < (exported.options?.iterations ?? 1); i++) returned(vu, vu.call('default', data));
  if (exported.teardown !== undefined) returned(vu, vu.call('teardown', data));
  expect(vu.console.join('\n')).toBe(read(name, 'console.txt').trimEnd());
});

function filesOf(name: string): Record<string, string> {
  const files: Record<string, string> = { '/main.js': read(name, 'script.js') };
  if (existsSync(join(ROOT, name, 'lib'))) {
    for (const file of readdirSync(join(ROOT, name, 'lib'))) files[`/lib/${file}`] = read(name, 'lib', file);
  }
  return files;
}

function returned(vu: TestVU, completion: Completion): unknown {
  if (completion.kind === 'returned') return completion.value;
  throw new Error('error' in completion ? vu.realm.describeError(completion.error) : completion.kind);
}
