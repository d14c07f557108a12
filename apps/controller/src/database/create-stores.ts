import type { Stores } from '../storage/stores.ts';
import type { Database } from './open-database.ts';
import { SqliteAgentStore } from './stores/agent-store.ts';
import { SqliteAnswerStore } from './stores/answer-store.ts';
import { SqliteArchiveStore } from './stores/archive-store.ts';
import { SqliteAuditStore } from './stores/audit-store.ts';
import { SqliteFrameStore } from './stores/frame-store.ts';
import { SqliteHealthStore } from './stores/health-store.ts';
import { SqliteLoadZoneStore } from './stores/load-zone-store.ts';
import { SqliteRunLogStore } from './stores/log-store.ts';
import { SqliteNotificationStore } from './stores/notification-store.ts';
import { SqliteProjectStore } from './stores/project-store.ts';
import { SqliteRollupStore } from './stores/rollup-store.ts';
import { SqliteRunFactStore } from './stores/run-fact-store.ts';
import { SqliteRunJournalStore } from './stores/run-journal-store.ts';
import { SqliteRunStore } from './stores/run-store.ts';
import { SqliteScheduleStore } from './stores/schedule-store.ts';
import { SqliteSessionStore } from './stores/session-store.ts';
import { SqliteSettingStore } from './stores/setting-store.ts';
import { SqliteShareLinkStore } from './stores/share-link-store.ts';
import { SqliteTestStore } from './stores/test-store.ts';
import { SqliteTokenStore } from './stores/token-store.ts';
import { SqliteUserStore } from './stores/user-store.ts';

export function createStores(database: Database): Stores {
  return {
    settings: new SqliteSettingStore(database),
    answers: new SqliteAnswerStore(database),
    users: new SqliteUserStore(database),
    sessions: new SqliteSessionStore(database),
    tokens: new SqliteTokenStore(database),
    audit: new SqliteAuditStore(database),
    projects: new SqliteProjectStore(database),
    tests: new SqliteTestStore(database),
    archives: new SqliteArchiveStore(database),
    runs: new SqliteRunStore(database),
    frames: new SqliteFrameStore(database),
    rollups: new SqliteRollupStore(database),
    runFacts: new SqliteRunFactStore(database),
    health: new SqliteHealthStore(database),
    journals: new SqliteRunJournalStore(database),
    logs: new SqliteRunLogStore(database),
    loadZones: new SqliteLoadZoneStore(database),
    agents: new SqliteAgentStore(database),
    schedules: new SqliteScheduleStore(database),
    shareLinks: new SqliteShareLinkStore(database),
    notifications: new SqliteNotificationStore(database),
  };
}
