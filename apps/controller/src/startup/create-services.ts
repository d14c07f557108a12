import { join } from 'node:path';
import type { Clock, Logger } from '@squall/core';
import { AgentGate } from '../agents/agent-gate.ts';
import { Rollups } from '../aggregation/rollups.ts';
import { ArchiveShelf } from '../archives/archive-shelf.ts';
import { Identifier } from '../identity/identify.ts';
import { SignIn } from '../identity/sign-in.ts';
import { Courier } from '../notifications/courier.ts';
import { ProjectAccess } from '../projects/project-access.ts';
import { RunResults } from '../results/run-results.ts';
import { RunService } from '../runs/run-service.ts';
import { ScriptInspector } from '../runs/script-inspector.ts';
import type { Services } from '../services.ts';
import type { Stores } from '../storage/stores.ts';
import { TestService } from '../tests/test-service.ts';
import { signingKey } from './first-start.ts';

export interface ServiceParts {
  readonly dataFolder: string;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
}

export async function createServices({ dataFolder, stores, clock, log }: ServiceParts): Promise<Services> {
  const archives = new ArchiveShelf({ folder: join(dataFolder, 'archives'), store: stores.archives, clock });
  const gate = new AgentGate({ stores, clock, log });
  const rollups = new Rollups({ ...stores, store: stores.rollups, clock, log });
  return {
    clock,
    log,
    stores,
    archives,
    identifier: new Identifier(stores, clock),
    signIn: new SignIn(stores, clock),
    access: new ProjectAccess(stores),
    tests: new TestService(stores, archives, clock),
    runs: new RunService(stores, clock),
    gate,
    rollups,
    results: new RunResults({ rollups, facts: stores.runFacts, health: stores.health }),
    courier: new Courier({ stores, clock, log }),
    inspector: new ScriptInspector({ archives: stores.archives, gate }),
    signingKey: await signingKey(stores),
  };
}
