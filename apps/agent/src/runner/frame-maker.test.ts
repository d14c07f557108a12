import { createMetricRegistry, ThreadRecorder, tallyDifferences, WindowTally } from '@squall/core';
import { decodeMetricFrame } from '@squall/protocol';
import { expect, test } from 'vitest';
import { FrameMaker } from './frame-maker.ts';

const TENURE = { runId: 'run-1', instance: 0, epoch: 0 };

/** A thread that counts iterations. */
class Thread {
  readonly #recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  #done = 0;

  iterate(times: number): void {
    const metric = this.#recorder.registry.getOrCreate('iterations', 'counter', 'default');
    this.#recorder.add(this.#recorder.series(metric, this.#recorder.emptyTags), times, 0);
    this.#done += times;
  }

  report(frames: FrameMaker, thread: number): void {
    frames.add(thread, this.#recorder.takeWindow(), [], { default: this.#done });
  }
}

test('makes one frame of the windows of all threads and accounts for it', () => {
  const frames = new FrameMaker(TENURE);
  const threads = [new Thread(), new Thread()];
  const tally = new WindowTally();
  for (const round of [1, 2, 3]) {
    threads.forEach((thread, i) => {
      thread.iterate(round + i);
      thread.report(frames, i);
    });
    const made = frames.take(round * 1_000);
    const frame = decodeMetricFrame(made!.frame);
    tally.add(frame.window!);
    expect(frame).toMatchObject({ tenure: TENURE, sequence: round - 1, elapsedMs: round * 1_000 });
    expect(made?.account.frames).toBe(round);
    expect(tallyDifferences(made!.account.tally, tally.totals())).toEqual([]);
    expect(frame.iterationsDone).toEqual({ default: tally.totals().iterations });
  }
  expect(tally.totals()).toEqual({ iterations: 15 });
});

test('makes no frame when there is nothing to tell', () => {
  const frames = new FrameMaker(TENURE);
  expect(frames.take(0)).toBeUndefined();
  const thread = new Thread();
  thread.iterate(1);
  thread.report(frames, 0);
  expect(frames.take(0)).toBeDefined();
  expect(frames.take(0)).toBeUndefined();
});

test('tells of iterations that measured nothing', () => {
  const frames = new FrameMaker(TENURE);
  frames.add(0, undefined, [], { default: 7 });
  const frame = decodeMetricFrame(frames.take(0)!.frame);
  expect([frame.window, frame.iterationsDone]).toEqual([undefined, { default: 7 }]);
});
