import { type Clock, type Logger, type Timer, UserError } from '@squall/core';
import {
  decodeToAgent,
  encodeFromAgent,
  type FromAgent,
  type Hello,
  ProtocolError,
  type Refused,
  type ToAgent,
  type Welcome,
  type WireData,
} from '@squall/protocol';
import { BackOff } from './back-off.ts';
import type { Connection, Dial } from './connection.ts';
import { judgeRefusal } from './refusal.ts';

/** What a coordinator that has welcomed the agent says. */
export type Order = Exclude<ToAgent, Welcome | Refused>;

/** Why there will be no further connection. */
export type LinkEnd =
  | { readonly kind: 'coordinator-ended' }
  | { readonly kind: 'failed'; readonly error: Error };

export interface LinkListener {
  /**
   * The coordinator takes the agent: what was under way on an earlier connection may be lost. It has heard what was
   * sent at `greetedAtMs`.
   */
  connected(heartbeatMs: number, greetedAtMs: number): void;
  disconnected(): void;
  /** It has ended in good order: nobody is left who wants what the agent does. */
  coordinatorEnded(): void;
  receive(order: Order): void;
  ended(end: LinkEnd): void;
}

export interface LinkOptions {
  readonly dial: Dial;
  readonly hello: Hello;
  /** For people. */
  readonly url: string;
  readonly once: boolean;
  readonly giveUpAfterMs: number | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: () => number;
}

const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;
/** For the answer to the greeting. */
const WELCOME_MS = 10_000;
/** The coordinator answers every heartbeat: after so many without any message the connection is dead. */
const MAX_UNHEARD_BEATS = 8;
/** For the other side to close as well. */
const CLOSE_MS = 500;
/** A connection that lasted so long was a good one. */
const GOOD_AFTER_MS = 10_000;

/** The way to the coordinator, over all connections: greets, and comes back when a connection is lost. */
export class Link {
  readonly #options: LinkOptions;
  readonly #listener: LinkListener;
  readonly #backOff: BackOff;
  #connection: Connection | undefined;
  #isWelcome = false;
  #isOver = false;
  /** Next attempt, or the end of patience with the one under way. */
  #timer: Timer | undefined;
  #aliveTimer: Timer | undefined;
  #unheardBeats = 0;
  /** Since when there is no connection, and since when there is one. */
  #awaySinceMs: number;
  #greetedAtMs = 0;
  #welcomeAtMs = 0;
  #complaint: string | undefined;
  /** The coordinator has said that it ends. */
  #isBetweenRuns = false;
  #onGone: () => void = () => undefined;

  constructor(options: LinkOptions, listener: LinkListener) {
    this.#options = options;
    this.#listener = listener;
    this.#backOff = new BackOff(options.random);
    this.#awaySinceMs = options.clock.now();
    this.#connect();
  }

  get isConnected(): boolean {
    return this.#isWelcome;
  }

  /** Frames would only queue in front of heartbeats when the connection does not take what it was given before. */
  get mayFlow(): boolean {
    return this.#isWelcome && (this.#connection?.backlogBytes ?? 0) < MAX_BACKLOG_BYTES;
  }

  /** Lost when there is no connection: whoever needs it to arrive sends it again. */
  send(message: FromAgent): void {
    if (this.#isWelcome) this.#connection?.send(encodeFromAgent(message));
  }

  /** A message that is encoded already. */
  sendEncoded(data: WireData): void {
    if (this.#isWelcome) this.#connection?.send(data);
  }

  /** Does not come back; resolves when what was sent is delivered, or soon if it cannot be. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    this.#stop();
    if (this.#connection === undefined) return;
    const closed = new Promise<void>((resolve) => {
      this.#onGone = resolve;
    });
    const limit = clock.at(clock.now() + CLOSE_MS, () => this.#onGone());
    this.#connection.close();
    await closed;
    limit.cancel();
  }

  #stop(): void {
    this.#isOver = true;
    this.#isWelcome = false;
    this.#timer?.cancel();
    this.#aliveTimer?.cancel();
  }

  #connect(): void {
    const { dial, clock, hello } = this.#options;
    const connection = dial({
      opened: () => {
        this.#greetedAtMs = clock.now();
        connection.send(encodeFromAgent(hello));
      },
      message: (data) => this.#receive(connection, data),
      closed: (reason) => this.#onClosed(connection, reason),
    });
    this.#connection = connection;
    this.#timer = clock.at(clock.now() + WELCOME_MS, () => connection.abandon());
  }

  #receive(connection: Connection, data: WireData): void {
    if (connection !== this.#connection || this.#isOver) return;
    this.#unheardBeats = 0;
    const message = this.#decode(connection, data);
    if (message === undefined) return;
    switch (message.type) {
      case 'welcome':
        return this.#onWelcome(message);
      case 'refused':
        return this.#onRefused(connection, message);
      default:
        if (this.#isWelcome) this.#listener.receive(message);
    }
  }

  #decode(connection: Connection, data: WireData): ToAgent | undefined {
    try {
      return decodeToAgent(data);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#options.log.log(
        'error',
        `the coordinator sent something that cannot be understood: ${error.message}`,
      );
      connection.close();
      return undefined;
    }
  }

  #onWelcome({ heartbeatMs }: Welcome): void {
    const { clock, log, url } = this.#options;
    this.#timer?.cancel();
    this.#isWelcome = true;
    this.#welcomeAtMs = clock.now();
    this.#complaint = undefined;
    this.#isBetweenRuns = false;
    log.log('info', `connected to the coordinator at ${url}`);
    this.#watch(heartbeatMs);
    this.#listener.connected(heartbeatMs, this.#greetedAtMs);
  }

  /** Counted in beats, not in time: when this very process stood still, what came meanwhile is read first. */
  #watch(heartbeatMs: number): void {
    const { clock } = this.#options;
    this.#unheardBeats = 0;
    const beat = () => {
      if (++this.#unheardBeats > MAX_UNHEARD_BEATS) return this.#connection?.abandon();
      this.#aliveTimer = clock.at(clock.now() + heartbeatMs, beat);
    };
    this.#aliveTimer = clock.at(clock.now() + heartbeatMs, beat);
  }

  #onRefused(connection: Connection, refused: Refused): void {
    const { once, clock } = this.#options;
    const tryingForMs = this.#isWelcome ? 0 : clock.now() - this.#awaySinceMs;
    const verdict = judgeRefusal(refused, { once, tryingForMs });
    if (verdict.kind !== 'retry') return this.#end(verdict);
    if (refused.reason === 'closing') this.#onCoordinatorEnded();
    this.#lose(connection, refused.message);
    connection.close();
  }

  /** As it should: there is nothing to complain of until the next one comes. */
  #onCoordinatorEnded(): void {
    if (!this.#isBetweenRuns) {
      this.#options.log.log('info', 'the coordinator has ended; waiting for the next one');
    }
    this.#isBetweenRuns = true;
    this.#listener.coordinatorEnded();
  }

  #onClosed(connection: Connection, reason: string): void {
    if (connection !== this.#connection) return;
    if (!this.#isOver) return this.#lose(connection, reason);
    this.#connection = undefined;
    this.#onGone();
  }

  #lose(connection: Connection, reason: string): void {
    const { clock, log } = this.#options;
    this.#timer?.cancel();
    this.#aliveTimer?.cancel();
    if (connection === this.#connection) this.#connection = undefined;
    const wasWelcome = this.#isWelcome;
    this.#isWelcome = false;
    if (wasWelcome) {
      if (!this.#isBetweenRuns) log.log('warning', `lost the coordinator: ${reason}`);
      this.#awaySinceMs = clock.now();
      if (clock.now() - this.#welcomeAtMs >= GOOD_AFTER_MS) this.#backOff.reset();
      this.#listener.disconnected();
    }
    if (!this.#isOver) this.#retry(reason);
  }

  #retry(reason: string): void {
    const { clock, giveUpAfterMs = Number.POSITIVE_INFINITY, url } = this.#options;
    const nowMs = clock.now();
    const awayMs = nowMs - this.#awaySinceMs;
    if (awayMs >= giveUpAfterMs) {
      const message = `there is no connection to the coordinator at ${url}: ${reason}`;
      return this.#end({ kind: 'failed', error: new UserError('COORDINATOR_UNREACHABLE', message) });
    }
    this.#complain(reason);
    const atMs = Math.min(nowMs + this.#backOff.nextMs(awayMs), this.#awaySinceMs + giveUpAfterMs);
    this.#timer = clock.at(atMs, () => this.#connect());
  }

  /** Once for each reason: a coordinator that is not there yet may not be there for hours. */
  #complain(reason: string): void {
    const { log, url } = this.#options;
    log.log(
      this.#isBetweenRuns || reason === this.#complaint ? 'debug' : 'warning',
      `cannot connect to the coordinator at ${url}: ${reason}; trying again`,
    );
    this.#complaint = reason;
  }

  #end(end: LinkEnd): void {
    this.#stop();
    this.#connection?.close();
    this.#listener.ended(end);
  }
}
