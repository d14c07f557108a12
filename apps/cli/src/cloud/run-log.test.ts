import { UserError } from '@squall/core';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import type { LogLine } from './api-types.ts';
import { RunLog } from './run-log.ts';

const line = (id: number, level = 'info'): LogLine => ({
  id,
  level,
  labels: { lz: 'eu' },
  line: `line ${id}`,
});

test('every line is printed once, in order, also after the controller was away', async () => {
  const clock = new VirtualClock();
  const stored = [line(1), line(2, 'warn'), line(3, 'panic')];
  const printed: string[] = [];
  let isAway = true;
  using log = new RunLog({
    api: {
      async logs(_runId, afterId) {
        if (isAway) throw new UserError('CONTROLLER_UNREACHABLE', 'away');
        return stored.filter(({ id }) => id > afterId).slice(0, 2);
      },
    },
    runId: 1,
    clock,
    target: { log: (level, message, fields) => void printed.push(`${level} ${message} ${fields?.lz}`) },
  });
  log.start();
  clock.advance(1000);
  await new Promise(setImmediate);
  expect(printed).toEqual([]);
  isAway = false;
  clock.advance(1000);
  await new Promise(setImmediate);
  stored.push(line(4, 'strange'));
  await log.finish();
  expect(printed).toEqual(['info line 1 eu', 'warning line 2 eu', 'error line 3 eu', 'info line 4 eu']);
});
