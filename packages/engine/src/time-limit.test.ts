import { SharedState } from '@squall/runtime';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { withinTime } from './time-limit.ts';
import { Watchdog } from './watchdog.ts';

/** A thread that is asked something and keeps silent until it is ended. */
class SilentThread {
  readonly clock = new VirtualClock();
  readonly shared = SharedState.create(1, 0);
  failure: Error | undefined;
  readonly threads = [this];
  readonly watchdog = new Watchdog(this, this.clock);
  #reject: (error: Error) => void = () => {};

  readonly answer = (): Promise<string> =>
    new Promise((_resolve, reject) => {
      this.#reject = reject;
    });

  async terminate(reason = new Error('ended')): Promise<void> {
    this.failure = reason;
    this.#reject(reason);
  }
}

test('an answer in time is passed on', async () => {
  const { clock, watchdog } = new SilentThread();
  expect(await withinTime({ clock, watchdog, timeoutMs: 1_000 }, async () => 'answer')).toBe('answer');
});

test('a thread that does not even answer that its time is up is given up', async () => {
  const thread = new SilentThread();
  const answer = withinTime({ ...thread, timeoutMs: 10_000 }, thread.answer);
  thread.clock.advance(9_900);
  expect(thread.failure).toBeUndefined();
  thread.clock.advance(300);
  expect(await answer).toBe('timed-out');
});

test('a function may keep its thread busy for as long as its time limit', async () => {
  const thread = new SilentThread();
  void withinTime({ ...thread, timeoutMs: 300_000 }, thread.answer);
  thread.clock.advance(299_000);
  expect(thread.failure).toBeUndefined();
});

test('a thread that ends before its time is up is an error', async () => {
  const thread = new SilentThread();
  const answer = withinTime({ ...thread, timeoutMs: 10_000 }, thread.answer);
  await thread.terminate(new Error('out of memory'));
  await expect(answer).rejects.toThrow('out of memory');
});
