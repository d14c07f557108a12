import { AgentPool, type Peer, type PeerListener } from '@squall/coordinator';
import { type Clock, type Logger, repeat, type Timer } from '@squall/core';
import {
  decodeFromAgent,
  encodeFromAgent,
  encodeToAgent,
  type Hello,
  PROTOCOL_VERSION,
  ProtocolError,
  protocolVersionOf,
  type WireData,
} from '@squall/protocol';
import type { Stores } from '../storage/stores.ts';
import { Admission, type Admitted } from './admission.ts';

export interface AgentGateOptions {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
}

const HELLO_MS = 10_000;
/** What agents say that do not care which load zone they are in. */
const ANY_ZONE = 'default';
/** Often enough for an agent to count as there, see `availability.ts`. */
const NOTED_EVERY_MS = 10_000;

interface Visitor {
  readonly agent: Admitted;
  readonly peer: Peer;
}

/**
 * Lets agents in: each joins the agents of the organization whose token it has, under the load zone that the token
 * is for. Agents of different organizations never meet.
 */
export class AgentGate {
  readonly #options: AgentGateOptions;
  readonly #admission: Admission;
  readonly #pools = new Map<number, AgentPool>();
  /** Where those end up that may not come in, and are told why. */
  readonly #lobby: AgentPool;
  readonly #visitors = new Set<Visitor>();
  readonly #noting: Timer;

  constructor(options: AgentGateOptions) {
    this.#options = options;
    this.#admission = new Admission(options.stores, options.clock);
    this.#lobby = this.#newPool(() => false);
    this.#noting = repeat(options.clock, NOTED_EVERY_MS, () => void this.#noteVisitors());
  }

  /** The agents of an organization; its runs take theirs from there. */
  poolOf(organizationId: number): AgentPool {
    let pool = this.#pools.get(organizationId);
    if (pool === undefined) {
      // Credentials are looked at before anybody gets here.
      pool = this.#newPool(() => true);
      this.#pools.set(organizationId, pool);
    }
    return pool;
  }

  /** Ids of the agents that have a connection. */
  get connected(): ReadonlySet<number> {
    return new Set([...this.#visitors].map(({ agent }) => agent.id));
  }

  /** Ends the connections of an agent that may not come in any more. */
  expel(agentId: number): void {
    for (const { agent, peer } of this.#visitors) if (agent.id === agentId) peer.close();
  }

  /** Takes a new connection. */
  accept(peer: Peer): void {
    const { clock, log } = this.#options;
    const impatience = clock.at(clock.now() + HELLO_MS, () => peer.close());
    const relay = new Relay(peer);
    relay.first((data) => {
      impatience.cancel();
      this.#welcome(relay, data).catch((error: Error) => {
        log.log('error', 'an agent could not be let in', { error: error.message });
        peer.close();
      });
    });
  }

  close(): void {
    this.#noting.cancel();
    this.#lobby.close();
    for (const pool of this.#pools.values()) pool.close();
  }

  async #welcome(relay: Relay, data: WireData): Promise<void> {
    const hello = helloIn(data);
    const agent = hello === undefined ? undefined : await this.#admission.admit(hello);
    if (hello === undefined || agent === undefined) {
      this.#lobby.accept(relay);
      relay.begin(data);
      return;
    }
    const wanted = hello.loadZone;
    if (wanted !== ANY_ZONE && wanted !== agent.loadZone) {
      const message = `its token is for load zone '${agent.loadZone}', not for '${wanted}'`;
      relay.send(encodeToAgent({ type: 'refused', reason: 'load-zone', message }));
      relay.close();
      return;
    }
    const visitor = { agent, peer: relay };
    this.#visitors.add(visitor);
    relay.whenClosed(() => this.#visitors.delete(visitor));
    this.poolOf(agent.organizationId).accept(relay);
    // Which zone it is in was decided when its token was made.
    relay.begin(encodeFromAgent({ ...hello, loadZone: agent.loadZone }));
  }

  async #noteVisitors(): Promise<void> {
    const { stores, clock, log } = this.#options;
    try {
      for (const { agent, peer } of [...this.#visitors]) {
        const stored = await stores.agents.byId(agent.id);
        if (stored?.revokedAtMs === null) await stores.agents.noteSeen(agent.id, clock.wallMs());
        else peer.close();
      }
    } catch (error) {
      log.log('error', 'it could not be noted which agents are there', { error: (error as Error).message });
    }
  }

  #newPool(authenticate: () => boolean): AgentPool {
    const { clock, log } = this.#options;
    return new AgentPool({ clock, log, authenticate });
  }
}

/** Undefined for anything else, which the lobby explains to whoever sent it. */
function helloIn(data: WireData): Hello | undefined {
  const version = protocolVersionOf(data);
  if (version !== undefined && version !== PROTOCOL_VERSION) return undefined;
  try {
    const message = decodeFromAgent(data);
    return message.type === 'hello' ? message : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** A connection whose first message is read before it is known who will listen to it. */
class Relay implements Peer {
  readonly #peer: Peer;
  readonly #waiting: WireData[] = [];
  readonly #onClosed: (() => void)[] = [];
  #listener: PeerListener | undefined;
  #isClosed = false;
  #hasBegun = false;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  first(callback: (data: WireData) => void): void {
    let isFirst = true;
    this.#peer.listen({
      message: (data) => {
        if (isFirst) {
          isFirst = false;
          callback(data);
        } else if (this.#hasBegun) this.#listener?.message(data);
        else this.#waiting.push(data);
      },
      closed: () => {
        this.#isClosed = true;
        this.#listener?.closed();
        for (const callback of this.#onClosed) callback();
      },
    });
  }

  /** Lets whoever listens now hear everything from the first message on. */
  begin(first: WireData): void {
    this.#hasBegun = true;
    this.#listener?.message(first);
    for (const data of this.#waiting.splice(0)) this.#listener?.message(data);
    if (this.#isClosed) this.#listener?.closed();
  }

  whenClosed(callback: () => void): void {
    if (this.#isClosed) callback();
    else this.#onClosed.push(callback);
  }

  send(data: WireData): void {
    this.#peer.send(data);
  }

  close(): void {
    this.#peer.close();
  }

  listen(listener: PeerListener): void {
    this.#listener = listener;
  }
}
