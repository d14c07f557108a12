/** Whether anybody with a link may look at a run. */
export interface ShareState {
  readonly isShared: boolean;
  readonly createdAtMs: number | null;
  readonly expiresAtMs: number | null;
}

export interface IssuedShare {
  readonly token: string;
  readonly expiresAtMs: number | null;
}

/** What a link leads to. */
export interface SharedRun {
  readonly runId: number;
  readonly testName: string;
  readonly expiresAtMs: number | null;
}

export const RUN_EVENTS = ['run.started', 'run.ended', 'run.failed'] as const;
export type RunEvent = (typeof RUN_EVENTS)[number];

/** An address that is told what happens to the runs of a project. */
export interface Notification {
  readonly id: number;
  readonly url: string;
  readonly events: readonly RunEvent[];
  readonly isEnabled: boolean;
  readonly lastDelivery: Delivery | null;
}

export interface Delivery {
  readonly event: string;
  readonly status: 'delivered' | 'pending' | 'failed';
  readonly attempts: number;
  readonly lastAttemptAtMs: number | null;
  readonly httpStatus: number | null;
  readonly error: string | null;
}

export interface TestDelivery {
  readonly isDelivered: boolean;
  readonly httpStatus: number | null;
  readonly error: string | null;
}
