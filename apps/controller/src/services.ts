import type { Clock, Logger } from '@squall/core';
import type { AgentGate } from './agents/agent-gate.ts';
import type { Rollups } from './aggregation/rollups.ts';
import type { ArchiveShelf } from './archives/archive-shelf.ts';
import type { Identifier } from './identity/identify.ts';
import type { SignIn } from './identity/sign-in.ts';
import type { Courier } from './notifications/courier.ts';
import type { ProjectAccess } from './projects/project-access.ts';
import type { RunResults } from './results/run-results.ts';
import type { RunService } from './runs/run-service.ts';
import type { ScriptInspector } from './runs/script-inspector.ts';
import type { Stores } from './storage/stores.ts';
import type { TestService } from './tests/test-service.ts';

/** What the parts of the controller that face the network work with. */
export interface Services {
  readonly clock: Clock;
  readonly log: Logger;
  readonly stores: Stores;
  readonly identifier: Identifier;
  readonly signIn: SignIn;
  readonly access: ProjectAccess;
  readonly archives: ArchiveShelf;
  readonly tests: TestService;
  readonly runs: RunService;
  readonly gate: AgentGate;
  readonly rollups: Rollups;
  readonly results: RunResults;
  readonly courier: Courier;
  readonly inspector: ScriptInspector;
  /** Signs links that work without credentials. */
  readonly signingKey: string;
}
