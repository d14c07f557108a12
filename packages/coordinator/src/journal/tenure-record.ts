import type { Assignment, TenureProgress } from '@squall/protocol';
import type { Command, Tenure } from '../run/tenure.ts';
import type { CommandRecord, TenureRecord } from './run-record.ts';

const NO_PROGRESS: TenureProgress = {
  activeVUs: 0,
  initialisedVUs: 0,
  completeIterations: 0,
  interruptedIterations: 0,
  scenarios: [],
  spanMs: 0,
  utilization: 0,
  maxLagMs: 0,
  cpuShare: 0,
  memoryBytes: 0,
};

export function recordOfTenure(tenure: Tenure): TenureRecord {
  const { agent, status, account, loss, problem, startedElapsedMs, hasRunStage } = tenure;
  return {
    hello: { ...agent.hello, credential: '' },
    startedElapsedMs,
    hasRunStage,
    commands: tenure.outstanding.flatMap(recordOfCommand),
    loss,
    problem,
    phase: status?.phase,
    account,
    progress: tenure.isOver ? status?.progress : undefined,
  };
}

/** What the run knows besides. */
export interface TenureSurroundings {
  readonly setupDataJson: string | undefined;
  assignment(wallOffsetMs: number): Assignment;
}

export function restoreTenure(tenure: Tenure, record: TenureRecord, run: TenureSurroundings): void {
  const { phase, account, progress = NO_PROGRESS, loss, problem, startedElapsedMs, hasRunStage } = record;
  tenure.startedElapsedMs = startedElapsedMs;
  tenure.hasRunStage = hasRunStage;
  tenure.restore({
    status: phase && {
      tenure: tenure.ref,
      phase,
      progress,
      abortRequested: undefined,
      markedAsFailed: false,
      account,
    },
    account,
    loss,
    problem,
    commands: record.commands.map((command) => commandFrom(command, tenure, run)),
  });
}

function recordOfCommand(command: Command): CommandRecord[] {
  switch (command.type) {
    case 'assign':
      return [{ type: 'assign', wallOffsetMs: command.assignment.wallOffsetMs }];
    case 'run-stage':
      return [{ type: 'run-stage', stage: command.stage, timeoutMs: command.timeoutMs }];
    case 'start': {
      const { atMs, elapsedMs, iterationsDone } = command;
      return [{ type: 'start', atMs, elapsedMs, iterationsDone }];
    }
    case 'stop':
      return [{ type: 'stop', reason: command.reason }];
    case 'fence':
      return [{ type: 'fence' }];
    // Whoever asks for a summary waits for it in this very process; the others are never repeated.
    case 'summarize':
    case 'frame-ack':
    case 'release':
      return [];
  }
}

function commandFrom(
  command: CommandRecord,
  { ref: tenure }: Tenure,
  { setupDataJson, assignment }: TenureSurroundings,
): Command {
  switch (command.type) {
    case 'assign':
      return { type: 'assign', assignment: assignment(command.wallOffsetMs) };
    case 'run-stage':
      return { ...command, tenure, dataJson: command.stage === 'setup' ? undefined : setupDataJson };
    case 'start':
      return { ...command, tenure, setupDataJson };
    case 'stop':
    case 'fence':
      return { ...command, tenure };
  }
}
