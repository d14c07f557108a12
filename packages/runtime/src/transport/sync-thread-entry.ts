import { workerData } from 'node:worker_threads';
import { serveSync } from './sync/serve-sync.ts';
import type { SyncThreadData } from './sync/sync-messages.ts';

serveSync(workerData as SyncThreadData);
