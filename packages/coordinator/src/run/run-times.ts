/** When a run began and ended; times of the coordinator's clock. */
export class RunTimes {
  /** When setup began, or load where there is none: what the duration of a test counts from. */
  beganAtMs: number | undefined;
  endedAtMs: number | undefined;
  /** Until everybody had heard of the start: no time of the test. */
  leadMs = 0;

  /** Whether setup has begun, or load where there is none. */
  get hasBegun(): boolean {
    return this.beganAtMs !== undefined;
  }

  /** Of setup, load and teardown. */
  elapsedMs(nowMs: number): number {
    if (this.beganAtMs === undefined) return 0;
    return Math.max(0, (this.endedAtMs ?? nowMs) - this.beganAtMs - this.leadMs);
  }
}
