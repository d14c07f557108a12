import type { AgentStore } from '../agents/enrolment.ts';
import type { LoadZoneStore } from '../agents/load-zone.ts';
import type { RollupStore } from '../aggregation/rollup-store.ts';
import type { ArchiveStore } from '../archives/stored-archive.ts';
import type { AuditStore } from '../audit/audit-log.ts';
import type { SessionStore } from '../identity/session.ts';
import type { TokenStore } from '../identity/token.ts';
import type { UserStore } from '../identity/user.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import type { ProjectStore } from '../projects/project.ts';
import type { RunFactStore } from '../results/run-facts.ts';
import type { RunHealthStore } from '../results/run-health.ts';
import type { FrameStore } from '../runs/run-frames.ts';
import type { RunJournalStore } from '../runs/run-journal.ts';
import type { RunLogStore } from '../runs/run-logs.ts';
import type { RunStore } from '../runs/test-run.ts';
import type { ScheduleStore } from '../schedules/schedule.ts';
import type { ShareLinkStore } from '../sharing/share-link.ts';
import type { TestStore } from '../tests/load-test.ts';
import type { AnswerStore, SettingStore } from './settings.ts';

/** Everything the controller remembers. What is behind it is the business of `database/` alone. */
export interface Stores {
  readonly settings: SettingStore;
  readonly answers: AnswerStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly projects: ProjectStore;
  readonly tests: TestStore;
  readonly archives: ArchiveStore;
  readonly runs: RunStore;
  readonly frames: FrameStore;
  readonly rollups: RollupStore;
  readonly runFacts: RunFactStore;
  readonly health: RunHealthStore;
  readonly journals: RunJournalStore;
  readonly logs: RunLogStore;
  readonly loadZones: LoadZoneStore;
  readonly agents: AgentStore;
  readonly schedules: ScheduleStore;
  readonly shareLinks: ShareLinkStore;
  readonly notifications: NotificationStore;
}
