import { expect, test } from 'vitest';
import type { RunProgress } from './api-types.ts';
import { cloudView, continued } from './cloud-progress.ts';

const RUNNING: RunProgress = {
  state: 'running',
  phase: 'running',
  elapsedMs: 12_300,
  totalMs: 30_000,
  share: 0.41,
  vus: 5,
  maxVUs: 10,
  iterations: 123,
  missingAgents: [],
};
const missing = [{ loadZone: 'eu', count: 2 }];

test.each<[Partial<RunProgress>, string, string, number]>([
  [{ state: 'queued' }, 'Wait', 'queued', 0],
  [{ state: 'queued', missingAgents: missing }, 'Wait', 'waiting for agents: 2 in eu', 0],
  [{ state: 'initializing' }, 'Init', 'the agents get ready', 0],
  [{ state: 'initializing', phase: 'setup' }, 'Init', 'setup()', 0],
  [{}, 'Run', '12.3s, 05/10 VUs, 123 iterations', 0.41],
  [{ share: null, maxVUs: null }, 'Run', '12.3s, 5 VUs, 123 iterations', 0],
  [{ state: 'processing_metrics' }, 'Run', 'teardown and results', 1],
  [{ state: 'completed' }, 'Run', '12.3s, 123 iterations', 1],
  [{ state: 'aborted' }, 'Run', 'aborted after 12.3s, 123 iterations', 0.41],
  [{ state: 'aborted', elapsedMs: 0, share: null }, 'Run', 'ended before the load', 0],
])('a run that is %o shows %s %s', (change, label, text, fraction) => {
  const { head } = cloudView({ ...RUNNING, ...change }, false);
  expect(head).toEqual({ kind: 'phase', label, text, fraction });
});

test('a run that is to stop says so', () => {
  expect(cloudView(RUNNING, true).head).toMatchObject({ text: expect.stringMatching(/, stopping$/) });
});

test('before the run there is the upload', () => {
  expect(cloudView(undefined, false).head).toMatchObject({ text: 'uploading the test' });
});

test('what was counted stays known when the agents are gone', () => {
  const after = { ...RUNNING, state: 'aborted', iterations: 0, elapsedMs: 0, share: 1 } as const;
  expect(continued(RUNNING, after)).toMatchObject({ iterations: 123, elapsedMs: 12_300, share: 0.41 });
});
