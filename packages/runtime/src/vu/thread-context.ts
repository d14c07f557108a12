import type { Clock, Logger, SampleRecorder, TagSet } from '@squall/core';
import type { EventLoop, Realm } from '../sandbox/contract.ts';
import type { HttpTransport } from '../transport/transport.ts';
import type { TestContext } from './test-context.ts';

/** What the VUs of one worker thread share. */
export interface ThreadContext {
  readonly realm: Realm;
  readonly clock: Clock;
  /** `wallMs() - now()`, to save readings of the clock: by which samples are stamped. */
  readonly wallOffsetMs: number;
  /** `Date.now() - now()`. Differs from `wallOffsetMs` when samples are stamped by the clock of another machine. */
  readonly dateOffsetMs: number;
  readonly log: Logger;
  readonly recorder: SampleRecorder;
  readonly test: TestContext;
  /** Run-wide tags. */
  readonly runTags: TagSet;
  /** This thread's counts of a scenario's iterations. */
  tally(scenario: string): IterationTally;
  /** A VU's own event loop and global object. */
  createSandbox(vu: object): VUSandbox;
  createTransport(vuId: number, traffic: { sent: number; received: number }): HttpTransport;
  /** `__ENV` of a VU that works for no scenario. */
  readonly baseEnv: Readonly<Record<string, string>>;
  /** Scripts cannot change `__ENV`. */
  readonly freezesEnv: boolean;
  /** Result of `setup()` as JSON text; undefined when there is none. */
  setupDataJson: string | undefined;
  /** Message and stack of a script error as k6 prints them. */
  describeError(error: unknown): string;
  /** The same for a rejection that nobody handled. */
  describeRejection(reason: unknown): string;
}

export interface VUSandbox {
  readonly loop: EventLoop;
  readonly global: Record<PropertyKey, unknown>;
  /** Handed to the VU's program as it is. */
  readonly scope: object;
}

/** Iterations of one scenario that are over and whose samples have been recorded. */
export interface IterationTally {
  completed: number;
  interrupted: number;
}
