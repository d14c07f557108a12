import { createHmac } from 'node:crypto';
import type { TestRun } from '../runs/test-run.ts';
import type { DeliveredEvent, RunEvent } from './run-event.ts';

/** What a message about a run holds; documented in docs/notifications.md. */
export function messageOf(event: RunEvent, run: TestRun, names: { test: string; project: string }): string {
  return JSON.stringify({
    event,
    run: {
      id: run.id,
      state: run.state,
      result: run.result,
      message: run.resultMessage,
      note: run.note,
      maxVUs: run.maxVUs,
      createdAtMs: run.createdAtMs,
      startedAtMs: run.startedAtMs,
      endedAtMs: run.endedAtMs,
      crossedThresholds: (run.thresholds ?? [])
        .filter(({ isCrossed }) => isCrossed)
        .map(({ metric, expression }) => ({ metric, expression })),
    },
    test: { id: run.testId, name: names.test },
    project: { id: run.projectId, name: names.project },
  });
}

export function testMessage(project: { readonly id: number; readonly name: string }): string {
  return JSON.stringify({ event: 'test', project: { id: project.id, name: project.name } });
}

export interface Envelope {
  readonly deliveryId: number;
  readonly event: DeliveredEvent;
  readonly body: string;
  readonly secret: string;
}

/** What tells the receiver what it is, that it was sent from here, and which ones are repetitions. */
export function headersOf({ deliveryId, event, body, secret }: Envelope): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'squall',
    'x-squall-event': event,
    'x-squall-delivery': String(deliveryId),
    'x-squall-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
}
