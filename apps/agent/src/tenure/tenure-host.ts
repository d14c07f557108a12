import type { Clock } from '@squall/core';
import type { Assignment, FromAgent } from '@squall/protocol';
import type { Archives } from '../archive/archives.ts';
import type { Order } from '../link/link.ts';
import type { FromRunner } from '../runner/messages.ts';
import type { RunnerSettings } from '../settings.ts';

/** What a tenure needs of its agent. */
export interface TenureHost {
  readonly clock: Clock;
  readonly archives: Archives;
  readonly runner: RunnerSettings;
  /** There is a connection, and it takes more. */
  readonly mayFlow: boolean;
  send(message: FromAgent): void;
  sendFrame(frame: Uint8Array): void;
  /** What the script printed. */
  print(lines: Extract<FromRunner, { readonly type: 'log' }>): void;
}

export interface TenureSetup {
  readonly assignment: Assignment;
  /** Of its own. */
  readonly folder: string;
  /** When the last was sent that the coordinator is known to have heard. */
  readonly seenMs: number;
}

export type TenureOrder = Extract<
  Order,
  { readonly type: 'run-stage' | 'start' | 'stop' | 'fence' | 'summarize' | 'frame-ack' }
>;
