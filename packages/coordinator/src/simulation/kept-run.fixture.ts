import type { Clock } from '@squall/core';
import { decodeMetricFrame, encodeMetricFrame, type MetricFrame } from '@squall/protocol';
import type { AgentPool } from '../agents/agent-pool.ts';
import type { JournalEntries } from '../journal/journal-entries.ts';
import type { Peer } from '../peer.ts';

/** One process of a coordinator: when it has been killed, nothing comes from it any more. */
export class CoordinatorLife {
  readonly #peers = new Set<Peer>();
  #isOver = false;

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Connections to a process that is not there are closed at once. */
  accept(peer: Peer, pool: AgentPool): void {
    if (this.#isOver) return peer.close();
    this.#peers.add(peer);
    pool.accept({
      send: (data) => {
        if (!this.#isOver) peer.send(data);
      },
      close: () => peer.close(),
      listen: (listener) =>
        peer.listen({
          message: (data) => {
            if (!this.#isOver) listener.message(data);
          },
          closed: () => {
            this.#peers.delete(peer);
            listener.closed();
          },
        }),
    });
  }

  end(): void {
    this.#isOver = true;
    for (const peer of this.#peers) peer.close();
  }
}

/** What a coordinator has kept of its run: survives it. */
export class KeptRunInMemory {
  readonly entries = new Map<string, string>();
  readonly #frames: Uint8Array[] = [];
  /** How often the journal was written. */
  writes = 0;
  /** How long it takes to store a frame. */
  commitMs = 20;
  /** Called before and after each write, to kill the coordinator there. */
  onWrite: (write: number, moment: 'before' | 'after') => void = () => undefined;

  deps(life: CoordinatorLife, clock: Clock) {
    return {
      journal: (entries: JournalEntries) => {
        if (life.isOver) return;
        this.writes++;
        this.onWrite(this.writes, 'before');
        if (life.isOver) return;
        for (const [key, json] of entries) this.entries.set(key, json);
        this.onWrite(this.writes, 'after');
      },
      commit: async (frame: MetricFrame) => {
        await new Promise<void>((resolve) => {
          clock.at(clock.now() + this.commitMs, resolve);
        });
        if (life.isOver) return new Promise<void>(() => undefined);
        this.#frames.push(encodeMetricFrame(frame));
      },
    };
  }

  async *frames(): AsyncGenerator<MetricFrame> {
    for (const frame of [...this.#frames]) yield decodeMetricFrame(frame);
  }
}
