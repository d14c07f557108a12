import { Worker } from 'node:worker_threads';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { InstanceRun } from './instance-run.ts';
import type { InstancePlan } from './plan-instance.ts';
import { ThreadHandle, type ThreadNotice } from './thread-handle.ts';

/** Answers every request with the outcome it is asked for, unless told not to; reports what it received. */
const ECHO = `
  const { parentPort: port, workerData: thread } = require('node:worker_threads');
  const progress = { scenarios: [], spanMs: 0, utilization: 0, maxLagMs: 0 };
  port.on('message', (message) => {
    port.postMessage({ type: 'progress', progress: { ...progress, message } });
    if (message.type === SILENT) return;
    if (message.type === HANGING) for (;;) {}
    if (message.type === 'run-scenarios') {
      port.postMessage({ type: 'metrics', window: undefined, samples: [], iterationsDone: { s: 10 + thread } });
      port.postMessage({ type: 'abort-requested', reason: 'enough' });
      port.postMessage({ type: 'marked-as-failed', reason: '' });
    }
    if (message.type !== 'abort')
      port.postMessage({ replyTo: message.type, type: 'done', outcome: { kind: 'completed', thread } });
  });`;

interface BenchOptions {
  readonly threadCount?: number;
  /** A type of message that is not answered, or that keeps the thread busy for ever. */
  readonly silent?: string;
  readonly hanging?: string;
}

function startInstance({ threadCount = 1, silent = '', hanging = '' }: BenchOptions = {}) {
  const clock = new VirtualClock({ startMs: 1_000 });
  const heard: string[] = [];
  const received: { type: string }[][] = Array.from({ length: threadCount }, () => []);
  let listener: (thread: number, notice: ThreadNotice) => void = () => {};
  const code = ECHO.replace('SILENT', JSON.stringify(silent)).replace('HANGING', JSON.stringify(hanging));
  const threads = Array.from({ length: threadCount }, (_, thread) => {
    const worker = new Worker(code, { eval: true, workerData: thread });
    return new ThreadHandle(worker, {
      name: `worker-${thread}`,
      maxHeapMb: 64,
      onNotice: (notice) => listener(thread, notice),
    });
  });
  const source = {
    threads: async (count: number) => threads.slice(0, count),
    onNotice: (onNotice: typeof listener) => {
      listener = onNotice;
    },
  };
  const plan: InstancePlan = {
    threadCount,
    segment: '0:1',
    sequence: '0,1',
    scenarioCount: 1,
    maxDurationMs: 10_000,
    streamSamples: true,
    configure: { wallEpochMs: 77 } as InstancePlan['configure'],
  };
  const instance = new InstanceRun(source, plan, {
    clock,
    listener: {
      measured: (thread, _window, _samples, done) => heard.push(`${thread} has done ${done.s}`),
      progressed: (thread, progress) => {
        received[thread]?.push((progress as unknown as { message: { type: string } }).message);
      },
      abortRequested: (reason) => heard.push(`abort: ${reason}`),
      markedAsFailed: () => heard.push('failed'),
    },
  });
  return { clock, heard, received, instance, [Symbol.asyncDispose]: () => instance[Symbol.asyncDispose]() };
}

const START = { startAtMs: 1_500, elapsedMs: 4_000, setupDataJson: '{}', iterationsDone: { s: 3 } };

test('an instance is driven phase by phase', async () => {
  await using bench = startInstance({ threadCount: 2 });
  const { instance } = bench;
  await instance.initVUs();
  const completed = { kind: 'completed', thread: 0 };
  expect(await instance.runStage('setup', 1_000, undefined)).toEqual(completed);
  await instance.runScenarios(START);
  expect(await instance.runStage('teardown', 1_000, '{}')).toEqual(completed);
  await instance.flush(1_000);
  await instance.summarize('{}', 1_000);
  const types = bench.received.map((messages) => messages.map(({ type }) => type));
  expect(types).toEqual([
    ['configure', 'init-vus', 'run-stage', 'run-scenarios', 'run-stage', 'flush', 'summarize'],
    ['configure', 'init-vus', 'run-scenarios', 'flush'],
  ]);
  expect(bench.received[1]?.[0]).toMatchObject({ wallEpochMs: 77, streamSamples: true });
  expect(bench.received[1]?.[2]).toEqual({ type: 'run-scenarios', ...START });
  expect(instance.hasCrashed).toBe(false);
});

test('the listener hears what each thread measures and what the script asks for', async () => {
  await using bench = startInstance({ threadCount: 2 });
  await bench.instance.initVUs();
  await bench.instance.runScenarios(START);
  expect(bench.heard.sort()).toEqual([
    '0 has done 10',
    '1 has done 11',
    'abort: enough',
    'abort: enough',
    'failed',
    'failed',
  ]);
});

test('an interrupt reaches threads that are configured after it', async () => {
  await using bench = startInstance();
  bench.instance.interrupt();
  await bench.instance.initVUs();
  expect(bench.received[0]?.map(({ type }) => type)).toEqual(['configure', 'abort', 'init-vus']);
});

test('a thread that does not end when its instance is interrupted is given up', async () => {
  await using bench = startInstance({ silent: 'run-scenarios' });
  await bench.instance.initVUs();
  const load = expect(bench.instance.runScenarios(START)).rejects.toThrow('kept its thread busy for 7 s');
  bench.clock.advance(6_000);
  expect(bench.instance.hasCrashed).toBe(false);
  bench.instance.interrupt();
  bench.clock.advance(300);
  await load;
  expect(bench.instance.hasCrashed).toBe(true);
});

test('load that began in the middle must be over when the rest of its time is', async () => {
  await using bench = startInstance({ silent: 'run-scenarios' });
  await bench.instance.initVUs();
  const load = expect(bench.instance.runScenarios(START)).rejects.toThrow('and was stopped');
  // From 1.5 s on the clock there are 6 of the 10 s left.
  bench.clock.advance(6_400);
  expect(bench.instance.hasCrashed).toBe(false);
  bench.clock.advance(500);
  await load;
});

test('a function of the script that never yields is timed out, and so is everything after it', async () => {
  await using bench = startInstance({ hanging: 'run-stage' });
  const { instance, clock } = bench;
  await instance.initVUs();
  const setup = instance.runStage('setup', 2_000, undefined);
  clock.advance(10_000);
  expect(await setup).toEqual({ kind: 'timed-out' });
  expect(instance.hasCrashed).toBe(true);
  expect(await instance.summarize('{}', 1_000)).toEqual({ kind: 'absent' });
});
