import type { Clock } from '@squall/core';
import type { Completion } from '../sandbox/contract.ts';
import type { VU } from '../vu/vu.ts';
import type { Stage } from '../vu/vu-context.ts';

export interface StageCall {
  readonly stage: Stage;
  /** Name of the exported function. */
  readonly name: string;
  readonly args: readonly unknown[];
  readonly timeoutMs: number;
}

/** Runs `setup`, `teardown` or `handleSummary` until it ends or its time is up. */
export function runStageCall(vu: VU, call: StageCall, clock: Clock): Promise<Completion | 'timed-out'> {
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = clock.at(clock.now() + call.timeoutMs, () => {
      timedOut = true;
      vu.interruptStage();
    });
    vu.runStage(call.stage, call.name, call.args, (completion) => {
      timer.cancel();
      resolve(timedOut ? 'timed-out' : completion);
    });
  });
}
