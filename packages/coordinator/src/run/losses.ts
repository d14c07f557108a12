import { type AbortReason, type Logger, UserError } from '@squall/core';
import type { Fleet } from './fleet.ts';
import type { Load } from './load.ts';
import type { ClusterPhase, LossPolicy } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

export interface RunWithLosses {
  readonly fleet: Fleet;
  readonly load: Load;
  readonly log: Logger;
  readonly policy: LossPolicy;
  phase(): ClusterPhase;
  now(): number;
  /** Told before anything follows from a loss. */
  onLost(): void;
  /** The lost one was running a stage, or had run one. */
  onStageLost(tenure: Tenure, reason: string): void;
  request(reason: AbortReason): void;
}

/** What it means that agents are lost, by the policy of the run. */
export class Losses {
  readonly #run: RunWithLosses;

  constructor(run: RunWithLosses) {
    this.#run = run;
  }

  /** Gives a tenure up, once. */
  lose(tenure: Tenure, reason: string): void {
    if (tenure.loss !== undefined) return;
    this.#run.onLost();
    const { wasOver } = tenure.lose(reason, this.#run.now());
    const instance = this.#run.fleet.instanceOf(tenure);
    const { name } = tenure.agent;
    this.#run.log.log('warning', `agent '${name}' was lost: ${reason}`, { instance: instance.number });
    const leavesGap = !wasOver && instance.current === tenure;
    if (leavesGap) instance.vacate();
    this.#run.onStageLost(tenure, reason);
    if (leavesGap) this.#applyPolicy(tenure, reason);
  }

  /** Lets other agents take over what nobody executes, if the policy says so and somebody is free. */
  fillVacancies(): void {
    const { policy, fleet, load, log } = this.#run;
    if (policy !== 'replace' || !isBeforeTheEnd(this.#run.phase()) || load.remainingMs <= 0) return;
    for (const { agent, ref } of fleet.fillVacancies()) {
      log.log('info', `agent '${agent.name}' takes over instance ${ref.instance}`);
    }
  }

  #applyPolicy({ agent }: Tenure, reason: string): void {
    if (!isBeforeTheEnd(this.#run.phase())) return;
    const error = new UserError('AGENT_LOST', `agent '${agent.name}' was lost: ${reason}`);
    if (this.#run.policy === 'fail') return this.#run.request({ kind: 'failure', error });
    this.fillVacancies();
    if (this.#run.fleet.current.length === 0) this.#run.request({ kind: 'failure', error });
  }
}

/** As long as a lost agent matters for the load. */
function isBeforeTheEnd(phase: ClusterPhase): boolean {
  return phase === 'preparing' || phase === 'setup' || phase === 'running';
}
