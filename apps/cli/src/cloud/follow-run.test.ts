import { UserError } from '@squall/core';
import { RunStop } from '@squall/engine';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { ApiFailure } from './api-failure.ts';
import type { RunProgress, RunState } from './api-types.ts';
import { askUntilAnswered, type FollowParts, followRun } from './follow-run.ts';

const AWAY = new UserError('CONTROLLER_UNREACHABLE', 'connection refused');

function progressOf(state: RunState): RunProgress {
  const nothing = { phase: null, elapsedMs: 0, totalMs: null, share: null, vus: 0, maxVUs: 1, iterations: 0 };
  return { ...nothing, state, missingAgents: [] };
}

/** A run that is in one state after another, each time somebody looks. */
function follow(answers: (RunState | Error)[], options: Partial<FollowParts> = {}) {
  const clock = new VirtualClock();
  const stop = new RunStop();
  const logged: string[] = [];
  const seen: RunState[] = [];
  let stops = 0;
  const ended = followRun({
    api: {
      async progress() {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer instanceof Error) throw answer;
        return progressOf(answer ?? 'queued');
      },
      async stop() {
        stops++;
        return 'asked';
      },
    },
    runId: 1,
    clock,
    log: { log: (level, message) => void logged.push(`${level} ${message}`) },
    stop,
    exitOnRunning: false,
    onProgress: ({ state }) => void seen.push(state),
    ...options,
  });
  const pass = async (ms: number) => {
    await new Promise(setImmediate);
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { ended, stop, logged, seen, pass, stops: () => stops };
}

test('a run is looked at every second until it has ended', async () => {
  const run = follow(['queued', 'initializing', 'running', 'completed']);
  for (let i = 0; i < 3; i++) await run.pass(1000);
  expect(await run.ended).toBe('completed');
  expect(run.seen).toEqual(['queued', 'initializing', 'running', 'completed']);
  expect(run.logged).toEqual([]);
});

test('whoever only wants to see it run leaves then', async () => {
  const run = follow(['initializing', 'running'], { exitOnRunning: true });
  await run.pass(1000);
  expect(await run.ended).toBe('running');
});

test('a wish to stop the run is told at once and once, and its end awaited', async () => {
  const run = follow(['running', 'running', 'running', 'aborted']);
  await run.pass(1);
  run.stop.request({ kind: 'signal', signal: 'interrupt' });
  await run.pass(0);
  expect(run.stops()).toBe(1);
  for (let i = 0; i < 3; i++) await run.pass(1000);
  expect(await run.ended).toBe('aborted');
  expect(run.stops()).toBe(1);
  expect(run.logged).toEqual(['info the run is asked to stop; press Ctrl-C again to leave at once']);
});

test('a controller that is away for a while is mentioned once, and once when it is back', async () => {
  const run = follow(['running', AWAY, AWAY, new ApiFailure(503, 'full', undefined), 'running', 'completed']);
  for (let i = 0; i < 6; i++) await run.pass(1000);
  expect(await run.ended).toBe('completed');
  expect(run.logged).toEqual([
    'warning the controller does not answer; the run goes on, and is asked about again',
    'info the controller answers again',
  ]);
});

test.each([401, 403, 404])('status %i does not get better by waiting', async (status) => {
  const run = follow(['running', new ApiFailure(status, 'no', undefined)]);
  const failed = expect(run.ended).rejects.toThrow('no');
  await run.pass(1000);
  await failed;
});

test('what is asked at the end is asked until the controller answers', async () => {
  const clock = new VirtualClock();
  const logged: string[] = [];
  const answers = [AWAY, new ApiFailure(502, 'proxy', undefined), 'report'];
  const ask = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const log = { log: (_level: string, message: string) => void logged.push(message) };
  const answered = askUntilAnswered(ask, { clock, log });
  for (let i = 0; i < 2; i++) {
    await new Promise(setImmediate);
    clock.advance(1000);
  }
  expect(await answered).toBe('report');
  expect(logged.at(-1)).toBe('the controller answers again');
});
