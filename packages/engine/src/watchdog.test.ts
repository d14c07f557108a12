import { SharedState } from '@squall/runtime';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { SHORT_PATIENCE_MS, Watchdog } from './watchdog.ts';

/** Two threads whose heartbeats stand still unless the test moves them. */
class WatchBench {
  readonly clock = new VirtualClock();
  readonly shared = SharedState.create(2, 0);
  readonly ended: string[] = [];
  readonly threads = [0, 1].map((index) => ({
    failure: undefined as Error | undefined,
    terminate: async (reason?: Error) => {
      this.threads[index] = { ...this.#thread(index), failure: reason };
      this.ended.push(`${index}: ${reason?.message}`);
    },
  }));
  readonly watchdog = new Watchdog(this, this.clock);

  beat(index: number): void {
    this.shared.set(index, 'heartbeat', this.clock.now());
  }

  #thread(index: number) {
    const thread = this.threads[index];
    if (thread === undefined) throw new Error(`there is no thread ${index}`);
    return thread;
  }
}

test('a thread that is silent for a minute is ended with a clear error; the others go on', () => {
  const bench = new WatchBench();
  for (let second = 0; second < 61; second++) {
    bench.beat(1);
    bench.clock.advance(1_000);
  }
  expect(bench.ended).toEqual([
    '0: the script kept its thread busy for 60 s without a pause and was stopped',
  ]);
});

test('a thread that has to stop gets less time', () => {
  const bench = new WatchBench();
  bench.beat(1);
  bench.clock.advance(4_000);
  bench.beat(1);
  bench.watchdog.allow(SHORT_PATIENCE_MS);
  bench.clock.advance(1_250);
  expect(bench.ended).toEqual(['0: the script kept its thread busy for 5 s without a pause and was stopped']);
});

test('a thread that ended is not ended again', () => {
  const bench = new WatchBench();
  bench.clock.advance(200_000);
  expect(bench.ended).toHaveLength(2);
});

test('a watchdog that is disposed of leaves threads alone', () => {
  const bench = new WatchBench();
  bench.watchdog[Symbol.dispose]();
  bench.clock.advance(200_000);
  expect(bench.ended).toEqual([]);
});
