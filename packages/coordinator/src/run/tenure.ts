import type { TenureAccount, TenurePhase, TenureRef, TenureStatus, ToAgent } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';
import { FrameLedger } from './frame-ledger.ts';

export type Command = Extract<ToAgent, { readonly tenure: TenureRef } | { readonly type: 'assign' }>;

interface Outstanding {
  readonly command: Command;
  sentAtMs: number;
}

/** Brings a message on its way. */
export type Post = (agent: Agent, message: ToAgent) => void;

/** How a tenure was lost. */
export interface Loss {
  readonly reason: string;
  /** It had come to its end before: only measurements or a stage can be missing. */
  readonly wasOver: boolean;
}

/** What is known of a tenure from before this process. */
export interface TenureMemory {
  readonly status: TenureStatus | undefined;
  readonly account: TenureAccount | undefined;
  readonly loss: Loss | undefined;
  readonly problem: string | undefined;
  readonly commands: readonly Command[];
}

/** What the coordinator has not heard a confirmation of is sent again after so long. */
const REPEAT_AFTER_MS = 3_000;

const RANK: Readonly<Record<TenurePhase['kind'], number>> = {
  preparing: 0,
  ready: 1,
  running: 2,
  ended: 3,
  failed: 3,
};

/** One agent's turn at being one instance, as the coordinator sees it. */
export class Tenure {
  readonly ref: TenureRef;
  readonly agent: Agent;
  readonly assignedAtMs: number;
  readonly ledger = new FrameLedger();
  /** Time of the test at which it was to begin; undefined before it is told to. */
  startedElapsedMs: number | undefined;
  /** Whether it has run a stage, and so has something to account for. */
  hasRunStage = false;
  readonly #post: Post;
  #outstanding: Outstanding[] = [];
  #status: TenureStatus | undefined;
  #account: TenureAccount | undefined;
  #loss: Loss | undefined;
  #problem: string | undefined;

  constructor(
    ref: TenureRef,
    agent: Agent,
    { nowMs, post }: { readonly nowMs: number; readonly post: Post },
  ) {
    this.ref = ref;
    this.agent = agent;
    this.assignedAtMs = nowMs;
    this.#post = post;
  }

  get status(): TenureStatus | undefined {
    return this.#status;
  }

  get phase(): TenurePhase['kind'] {
    return this.#status?.phase.kind ?? 'preparing';
  }

  /** No more load comes from it: it ended, failed or was lost. */
  get isOver(): boolean {
    return this.#loss !== undefined || RANK[this.phase] === RANK.ended;
  }

  get loss(): Loss | undefined {
    return this.#loss;
  }

  get account(): TenureAccount | undefined {
    return this.#account;
  }

  /** What is wrong with its frames, if anything. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get hasWorked(): boolean {
    return this.startedElapsedMs !== undefined || this.hasRunStage;
  }

  /** Everything it says it measured has been merged. */
  get isSettled(): boolean {
    if (!this.hasWorked) return true;
    return this.#account !== undefined && this.ledger.merged === this.#account.frames;
  }

  /** What it may not have heard yet. */
  get outstanding(): readonly Command[] {
    return this.#outstanding.map(({ command }) => command);
  }

  /** Sends now, and again until it is confirmed. */
  command(command: Command, nowMs: number): void {
    this.#outstanding.push({ command, sentAtMs: nowMs });
    this.#post(this.agent, command);
  }

  /** After a reconnect: everything that may have been lost. */
  repeatAll(nowMs: number): void {
    for (const outstanding of this.#outstanding) this.#repeat(outstanding, nowMs);
  }

  /** @returns false for a report that an earlier one has overtaken. */
  report(status: TenureStatus, nowMs: number): boolean {
    if (RANK[status.phase.kind] < RANK[this.phase]) return false;
    this.#status = status;
    if (status.account !== undefined) this.updateAccount(status.account);
    this.#confirm((type) => isConfirmedBy(type, status.phase.kind));
    for (const outstanding of this.#outstanding) {
      if (nowMs - outstanding.sentAtMs >= REPEAT_AFTER_MS) this.#repeat(outstanding, nowMs);
    }
    return true;
  }

  updateAccount(account: TenureAccount): void {
    if (account.frames >= (this.#account?.frames ?? 0)) this.#account = account;
  }

  /** That stage, or the summary, has been answered. */
  answered(type: 'run-stage' | 'summarize'): void {
    this.#confirm((candidate) => candidate === type);
  }

  /** Gives it up. Should it come back, it may deliver what it measured, but not go on. */
  lose(reason: string, nowMs: number): Loss {
    if (this.#loss !== undefined) return this.#loss;
    const loss = { reason, wasOver: this.phase === 'ended' };
    this.#loss = loss;
    this.#outstanding = [];
    if (RANK[this.phase] < RANK.ended) this.command({ type: 'fence', tenure: this.ref }, nowMs);
    return loss;
  }

  /** As another process knew it; whatever it told the agent, it tells again. */
  restore({ status, account, loss, problem, commands }: TenureMemory): void {
    this.#status = status;
    this.#account = account;
    this.#loss = loss;
    this.#problem = problem;
    this.#outstanding = commands.map((command) => ({ command, sentAtMs: Number.NEGATIVE_INFINITY }));
  }

  reportProblem(problem: string): void {
    this.#problem ??= problem;
  }

  #repeat(outstanding: Outstanding, nowMs: number): void {
    outstanding.sentAtMs = nowMs;
    this.#post(this.agent, outstanding.command);
  }

  #confirm(isConfirmed: (type: Command['type']) => boolean): void {
    this.#outstanding = this.#outstanding.filter(({ command }) => !isConfirmed(command.type));
  }
}

/** Whether an agent that reports that phase has received the command. */
function isConfirmedBy(type: Command['type'], phase: TenurePhase['kind']): boolean {
  switch (type) {
    case 'assign':
      return true;
    case 'start':
      return RANK[phase] >= RANK.running;
    case 'stop':
    case 'fence':
      return RANK[phase] >= RANK.ended;
    case 'run-stage':
    case 'summarize':
      return false;
    case 'frame-ack':
    case 'release':
      return true;
  }
}
