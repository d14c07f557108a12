import { type AbortReason, fromWireError, toWireError } from '@squall/core';
import type { StopRecord } from './run-record.ts';

export function recordOfStop(reason: AbortReason | undefined): StopRecord | undefined {
  return reason?.kind === 'failure' ? { kind: 'failure', error: toWireError(reason.error) } : reason;
}

export function stopFrom(record: StopRecord): AbortReason {
  return record.kind === 'failure' ? { kind: 'failure', error: fromWireError(record.error) } : record;
}
