import { type Clock, fromWireError, UserError } from '@squall/core';
import type { Inspected, ScriptFacts } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';
import type { ArchiveSource } from '../agents/archive-source.ts';

/** What is asked about a script; nothing else of it is run than its init code. */
export interface InspectionRequest {
  readonly archive: ArchiveSource;
  /** The `-e` variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the wait: for an agent, or for its answer. */
  readonly signal: AbortSignal;
}

export interface InspectionDeps {
  readonly clock: Clock;
  /** Agents that are connected. */
  agents(): readonly Agent[];
}

/** For the init code. */
const SCRIPT_MS = 60_000;
/** For the archive to get there, a process to start and the answer to come back. */
const GRACE_MS = 60_000;
/** Machines that fail for reasons of their own, before it counts as an answer. */
const MAX_MACHINES = 3;

interface Inspection {
  readonly id: string;
  readonly request: InspectionRequest;
  readonly resolve: (facts: ScriptFacts) => void;
  readonly reject: (error: unknown) => void;
  /** Who has been asked, and until when an answer may come. */
  asked: { readonly agent: Agent; readonly untilMs: number } | undefined;
  readonly failedOn: Set<string>;
}

/**
 * Asks agents what scripts export and measure, for whoever may not run them. Each agent has one script to look at at
 * a time; questions wait for an agent as long as need be, and go to the next when one is lost.
 */
export class Inspections {
  readonly #deps: InspectionDeps;
  readonly #open = new Map<string, Inspection>();
  #count = 0;

  constructor(deps: InspectionDeps) {
    this.#deps = deps;
  }

  /** For agents to fetch. */
  get archives(): readonly { readonly archive: ArchiveSource }[] {
    return [...this.#open.values()].map(({ request }) => request);
  }

  /** Rejects with the script's own error, or with the reason of the signal. */
  ask(request: InspectionRequest): Promise<ScriptFacts> {
    const { signal } = request;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const id = `inspection-${++this.#count}`;
      const stop = () => this.#end(id, () => reject(signal.reason));
      signal.addEventListener('abort', stop);
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          signal.removeEventListener('abort', stop);
          settle(value);
        };
      };
      this.#open.set(id, {
        id,
        request,
        resolve: settled(resolve),
        reject: settled(reject),
        asked: undefined,
        failedOn: new Set(),
      });
      this.tick();
    });
  }

  receive(agent: Agent, { inspectionId, outcome }: Inspected): void {
    const inspection = this.#open.get(inspectionId);
    if (inspection?.asked?.agent !== agent) return;
    if (outcome.kind === 'inspected') {
      const { exports, metrics, optionsJson } = outcome;
      this.#end(inspectionId, () => inspection.resolve({ exports, metrics, optionsJson }));
    } else if (outcome.cause === 'test') {
      this.#end(inspectionId, () => inspection.reject(fromWireError(outcome.error)));
    } else this.#failOn(inspection, agent, outcome.error.message);
    this.tick();
  }

  /** Time has passed, or agents have come or gone. */
  tick(): void {
    for (const inspection of [...this.#open.values()]) {
      this.#giveUpSilent(inspection);
      if (this.#open.has(inspection.id) && inspection.asked === undefined) this.#askSomebody(inspection);
    }
  }

  #giveUpSilent(inspection: Inspection): void {
    if (inspection.asked === undefined) return;
    const { agent, untilMs } = inspection.asked;
    if (!agent.isConnected || agent.hasLeft) inspection.asked = undefined;
    else if (this.#deps.clock.now() >= untilMs) this.#failOn(inspection, agent, 'it does not answer');
  }

  #failOn(inspection: Inspection, agent: Agent, why: string): void {
    inspection.asked = undefined;
    inspection.failedOn.add(agent.id);
    if (inspection.failedOn.size < MAX_MACHINES && this.#candidates(inspection).length > 0) return;
    const message = `the script could not be looked at by the agent '${agent.name}': ${why}`;
    this.#end(inspection.id, () => inspection.reject(new UserError('AGENT_LOST', message)));
  }

  #askSomebody(inspection: Inspection): void {
    const busy = new Set([...this.#open.values()].map(({ asked }) => asked?.agent));
    const idle = this.#candidates(inspection).filter((agent) => !busy.has(agent));
    const [agent] = idle.sort((a, b) => a.reservedVUs - b.reservedVUs);
    if (agent === undefined) return;
    const { archive, env } = inspection.request;
    inspection.asked = { agent, untilMs: this.#deps.clock.now() + SCRIPT_MS + GRACE_MS };
    agent.send({
      type: 'inspect',
      inspectionId: inspection.id,
      archive: { hash: archive.hash, bytes: archive.bytes },
      env,
      timeoutMs: SCRIPT_MS,
    });
  }

  #candidates({ request, failedOn }: Inspection): Agent[] {
    return this.#deps
      .agents()
      .filter(
        ({ id, hello }) => !failedOn.has(id) && hello.capacity.maxArchiveBytes >= request.archive.bytes,
      );
  }

  #end(id: string, settle: () => void): void {
    this.#open.delete(id);
    settle();
  }
}
