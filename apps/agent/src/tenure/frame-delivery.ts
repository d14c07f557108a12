import type { Clock } from '@squall/core';
import { FrameOutbox, type TenureAccount } from '@squall/protocol';
import type { FromRunner } from '../runner/messages.ts';
import { FolderSpill } from './frame-spill.ts';

export interface DeliveryDeps {
  readonly clock: Clock;
  /** There is a connection, and it takes more. */
  readonly mayFlow: boolean;
  sendFrame(frame: Uint8Array): void;
  /** How long the next windows should be. */
  onWindow(windowMs: number): void;
  /** Frames cannot be kept: those that do not fit into memory are on a disk, which may be full. */
  onFailure(error: Error): void;
}

/** The frames of a tenure on their way to the coordinator, and the account of them. */
export class FrameDelivery {
  readonly #deps: DeliveryDeps;
  readonly #outbox: FrameOutbox;
  #account: TenureAccount = { frames: 0, tally: {} };
  #windowMs: number;

  constructor(folder: string, deps: DeliveryDeps) {
    this.#deps = deps;
    this.#outbox = new FrameOutbox({ spill: new FolderSpill(folder) });
    this.#windowMs = this.#outbox.windowMs;
  }

  /** Of every frame that was kept. */
  get account(): TenureAccount {
    return this.#account;
  }

  get isDone(): boolean {
    return this.#outbox.pending === 0;
  }

  keep({ sequence, frame, account }: Extract<FromRunner, { type: 'frame' }>): void {
    // After a frame that could not be kept, further ones would leave a gap.
    if (sequence !== this.#account.frames) return;
    this.#attempt(() => {
      this.#outbox.add(sequence, frame);
      this.#account = account;
    });
    this.flow();
  }

  acknowledge(through: number): void {
    this.#attempt(() => this.#outbox.acknowledge(through));
    this.flow();
  }

  reconnected(): void {
    this.#outbox.reconnected();
    this.flow();
  }

  /** Sends what is due. */
  flow(): void {
    const { clock, onWindow } = this.#deps;
    this.#attempt(() => {
      if (!this.#deps.mayFlow) return;
      for (const frame of this.#outbox.take(clock.now())) this.#deps.sendFrame(frame);
    });
    const { windowMs } = this.#outbox;
    if (windowMs !== this.#windowMs) onWindow(windowMs);
    this.#windowMs = windowMs;
  }

  #attempt(access: () => void): void {
    try {
      access();
    } catch (error) {
      this.#deps.onFailure(error as Error);
    }
  }
}
