import { type Static, Type } from '@fastify/type-provider-typebox';
import type { NewLogLine } from '../runs/run-logs.ts';

/** Loki's push format, as far as k6 uses it. */
export const LogPush = Type.Object({
  streams: Type.Array(
    Type.Object({
      stream: Type.Record(Type.String(), Type.String()),
      values: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 })),
    }),
  ),
});

const LEVELS: Readonly<Record<string, string>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warning: 'warning',
  warn: 'warning',
  error: 'error',
  // A client that tails a line of these two would print it and die.
  fatal: 'error',
  panic: 'error',
};

export function linesOfPush(runId: number, { streams }: Static<typeof LogPush>): NewLogLine[] {
  return streams.flatMap(({ stream, values }) => {
    const { level = 'info', test_run_id: _ours, ...labels } = stream;
    return values.map(([timeNs = '0', line = '']) => ({
      runId,
      timeNs: /^\d{1,20}$/.test(timeNs) ? timeNs : '0',
      level: LEVELS[level] ?? 'info',
      labels,
      line,
    }));
  });
}
