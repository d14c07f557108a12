import type { ProjectRole } from './identity.ts';

export interface Project {
  readonly id: number;
  readonly name: string;
  readonly isDefault: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** How long results are kept; null is for ever. */
  readonly retentionDays: number | null;
}

export interface ProjectDetails extends Project {
  /** Of whoever asks. */
  readonly role: ProjectRole;
}

export interface Member {
  readonly userId: number;
  readonly email: string;
  readonly name: string;
  readonly role: ProjectRole;
}

/** null is no limit. */
export interface Quota {
  readonly maxVUs: number | null;
  readonly maxDurationS: number | null;
  readonly maxConcurrentRuns: number | null;
  readonly maxLoadZones: number | null;
}

/** What no run of a project may connect to: `host`, `*.host`, an address or a network. */
export interface DeniedTargets {
  readonly targets: readonly string[];
}

export interface LoadTest {
  readonly id: number;
  readonly projectId: number;
  readonly name: string;
  readonly archiveSha256: string | null;
  readonly baselineRunId: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface Schedule {
  readonly id: number;
  readonly projectId: number;
  readonly testId: number;
  readonly cron: string;
  readonly timeZone: string;
  readonly isEnabled: boolean;
  readonly createdBy: number;
  readonly createdAtMs: number;
  readonly nextRunAtMs: number | null;
}
