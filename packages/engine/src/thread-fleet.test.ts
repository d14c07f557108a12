import { Worker } from 'node:worker_threads';
import { SharedState } from '@squall/runtime';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { ThreadFleet } from './thread-fleet.ts';
import { ThreadHandle } from './thread-handle.ts';

/** Threads that answer every request, and name it in the `type` of the answer; `except` is never answered. */
function startFleet(count: number, except = '') {
  const code = `
    const { parentPort: port, workerData } = require('node:worker_threads');
    port.on('message', (message) => {
      port.postMessage({ type: 'progress', progress: { message, thread: workerData } });
      if (message.type !== ${JSON.stringify(except)} && message.type !== 'abort')
        port.postMessage({ replyTo: message.type, type: 'done', outcome: { by: workerData } });
    });`;
  const received: { message: Record<string, unknown>; thread: number }[] = [];
  const threads = Array.from({ length: count }, (_, index) => {
    const worker = new Worker(code, { eval: true, workerData: index });
    return new ThreadHandle(worker, {
      name: `worker-${index}`,
      maxHeapMb: 64,
      onNotice: (notice) => {
        if (notice.type === 'progress') received.push(notice.progress as never);
      },
    });
  });
  const clock = new VirtualClock({ startMs: 1_000 });
  return {
    clock,
    received,
    fleet: new ThreadFleet(threads, SharedState.create(count, 0), clock),
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()));
    },
  };
}

test('every thread learns which part of the run is its own', async () => {
  await using bench = startFleet(2);
  await bench.fleet.configure({} as never, { segment: '0:1/2', sequence: '0,1/2,1' });
  const parts = bench.received.map(({ message, thread }) => ({ thread, part: message.part }));
  expect(parts.sort((a, b) => a.thread - b.thread)).toEqual([
    { thread: 0, part: { segment: '0:1/2', sequence: '0,1/2,1', workerIndex: 0, workerCount: 2 } },
    { thread: 1, part: { segment: '0:1/2', sequence: '0,1/2,1', workerIndex: 1, workerCount: 2 } },
  ]);
});

test('the first thread alone runs setup, teardown and handleSummary', async () => {
  await using bench = startFleet(2);
  const stage = { type: 'run-stage', stage: 'setup', timeoutMs: 1, dataJson: undefined } as const;
  expect(await bench.fleet.runStage(stage)).toEqual({ by: 0 });
  expect(await bench.fleet.summarize('{}', 5)).toEqual({ by: 0 });
  expect(bench.received.map(({ thread }) => thread)).toEqual([0, 0]);
});

test('all threads begin the scenarios at the same place and time', async () => {
  await using bench = startFleet(2);
  const start = { setupDataJson: '{"a":1}', startAtMs: 1_020, elapsedMs: 500, iterationsDone: { s: 3 } };
  await bench.fleet.runScenarios(start);
  expect(bench.received.map(({ message }) => message)).toEqual([
    { type: 'run-scenarios', ...start },
    { type: 'run-scenarios', ...start },
  ]);
});

test('a thread that does not answer holds up a flush no longer than it may', async () => {
  await using bench = startFleet(1, 'flush');
  const flushed = bench.fleet.flush(2_000);
  bench.clock.advance(2_000);
  await flushed;
});

test('every thread is told to abort', async () => {
  await using bench = startFleet(2);
  bench.fleet.abort();
  await bench.fleet.initVUs();
  expect(bench.received.filter(({ message }) => message.type === 'abort')).toHaveLength(2);
});
