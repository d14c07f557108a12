import { type Static, Type } from '@fastify/type-provider-typebox';
import { RUN_ERRORS } from '../runs/run-service.ts';
import type { ThresholdOutcome, Transition } from '../runs/test-run.ts';

/** How `k6 run --out cloud` reports the end of its run. */
export const FinishBody = Type.Object({
  result_status: Type.Integer(),
  run_status: Type.Integer(),
  /** true: crossed. */
  thresholds: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Boolean()))),
});

const FINISHED = 3;
const ABORTED_BY_USER = 5;
const ABORTED_BY_THRESHOLD = 8;

const REASONS: Readonly<Record<number, { readonly message: string; readonly code: number }>> = {
  4: { message: 'the run took too long', code: RUN_ERRORS.lost },
  [ABORTED_BY_USER]: { message: 'stopped where it ran', code: RUN_ERRORS.aborted },
  7: { message: 'the script failed', code: RUN_ERRORS.scriptException },
  [ABORTED_BY_THRESHOLD]: { message: 'a crossed threshold stopped the run', code: RUN_ERRORS.aborted },
  9: { message: 'the run took too long', code: RUN_ERRORS.lost },
};

export function oldEnding(body: Static<typeof FinishBody>, email: string): Omit<Transition, 'atMs'> {
  const thresholds = outcomesOf(body);
  if (body.run_status === FINISHED) {
    return { to: 'completed', result: body.result_status === 0 ? 'passed' : 'failed', thresholds };
  }
  const { message, code } = REASONS[body.run_status] ?? {
    message: 'the run was stopped',
    code: RUN_ERRORS.lost,
  };
  return {
    to: 'aborted',
    result: body.run_status === ABORTED_BY_THRESHOLD ? 'failed' : 'error',
    message,
    code,
    thresholds,
    ...(body.run_status === ABORTED_BY_USER && { byUser: email }),
  };
}

function outcomesOf({ thresholds = {} }: Static<typeof FinishBody>): ThresholdOutcome[] {
  return Object.entries(thresholds).flatMap(([metric, expressions]) =>
    Object.entries(expressions).map(([expression, isCrossed]) => ({ metric, expression, isCrossed })),
  );
}
