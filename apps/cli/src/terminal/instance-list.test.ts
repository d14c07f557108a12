import { paintPlain } from '@squall/core';
import { expect, test } from 'vitest';
import { type InstanceEntry, renderInstances } from './instance-list.ts';

const entry = (instance: number, rest: Partial<InstanceEntry> = {}): InstanceEntry => ({
  instance,
  agent: `web-${instance}`,
  loadZone: undefined,
  share: 1 / 3,
  maxVUs: 5,
  ...rest,
});

test('lists who executes how much', () => {
  const instances = [entry(0), entry(1, { loadZone: 'eu', maxVUs: 4 })];
  expect(renderInstances(instances, paintPlain)).toBe(
    [
      '     instances: 2',
      '              * 0: web-0, 33.33%, 5 max VUs',
      '              * 1: web-1 (eu), 33.33%, 4 max VUs',
      '',
      '',
    ].join('\n'),
  );
});

test.each([
  { shares: [0.04, 0.04], text: '22, 4.00% each' },
  { shares: [0.02, 0.08], text: '22, from 2.00% to 8.00%' },
])('sums up many: $text', ({ shares, text }) => {
  const instances = Array.from({ length: 22 }, (_, i) => entry(i, { share: shares[i % 2] ?? 0 }));
  expect(renderInstances(instances, paintPlain)).toBe(`     instances: ${text}\n\n`);
});
