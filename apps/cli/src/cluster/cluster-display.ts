import { type ClusterPhase, type ClusterRun, viewCluster } from '@squall/coordinator';
import type { ClusterRequest } from '../engine-calls.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import type { PreparedTest } from '../local/prepare-test.ts';
import { renderInstances } from '../terminal/instance-list.ts';
import { ProgressDisplay } from '../terminal/progress-display.ts';
import type { ProgressView } from '../terminal/progress-view.ts';
import { agentCount } from './agent-count.ts';
import { ArrivalReport } from './arrival-report.ts';
import { ClusterProgress } from './cluster-progress.ts';
import type { Coordinator } from './coordinator.ts';
import { invitationText } from './join-command.ts';

export interface ClusterDisplayParts {
  readonly request: ClusterRequest;
  readonly test: PreparedTest;
  readonly coordinator: Coordinator;
  readonly deps: LocalDeps;
}

/** Everything a user sees of a run over several machines between the header and the summary. */
export class ClusterDisplay implements Disposable {
  readonly #parts: ClusterDisplayParts;
  readonly #progress: ClusterProgress;
  readonly #frames: ProgressDisplay;
  readonly #arrivals: ArrivalReport;
  #run: ClusterRun | undefined;

  constructor(parts: ClusterDisplayParts) {
    const { request, test, coordinator, deps } = parts;
    this.#parts = parts;
    const wanted = agentCount(request.zones);
    this.#progress = new ClusterProgress(test, {
      clock: deps.clock,
      agentCount: wanted,
      look: () => (this.#run === undefined ? undefined : viewCluster(this.#run, deps.clock.now())),
    });
    this.#frames = new ProgressDisplay({ ...deps, view: () => this.#view() });
    this.#arrivals = new ArrivalReport(wanted, {
      pool: coordinator.pool,
      clock: deps.clock,
      print: (text) => deps.terminal.print(text),
    });
  }

  start(run: ClusterRun): void {
    const { request } = this.#parts;
    this.#run = run;
    if (!request.spawn) this.#invite();
    if (this.#isQuiet) return;
    this.#frames.start();
    if (!request.spawn || !this.#isTerminal) this.#arrivals.start();
  }

  enter(phase: ClusterPhase): void {
    if (phase !== 'preparing' || this.#run === undefined) return;
    this.#arrivals.end();
    if (!this.#isQuiet) this.#showInstances(this.#run);
  }

  /** No more frames; on a terminal the last one stays below whatever is written. */
  stop(): void {
    this.#arrivals.stop();
    this.#frames.stop();
  }

  /** Draws the last frame, below the summary; of a run that never began there is nothing to show. */
  finish(hasBegun: boolean): void {
    if (this.#isQuiet) return;
    if (hasBegun) this.#frames.finish();
    else if (this.#isTerminal) this.#parts.deps.terminal.endFrames([]);
  }

  [Symbol.dispose](): void {
    this.stop();
    this.#progress[Symbol.dispose]();
  }

  get #isQuiet(): boolean {
    return this.#parts.request.global.quiet;
  }

  get #isTerminal(): boolean {
    return this.#parts.deps.terminal.width !== undefined;
  }

  /** Lines that nobody redraws need not say again and again that somebody is waited for. */
  #view(): ProgressView | undefined {
    const isWaiting = this.#run?.phase === 'awaiting-agents';
    return isWaiting && !this.#isTerminal ? undefined : this.#progress.view();
  }

  #invite(): void {
    const { request, coordinator, deps } = this.#parts;
    const { address, isSecure, token } = coordinator;
    const isKnown = request.token !== undefined;
    // Even when everything is to be quiet: nobody could join otherwise.
    if (this.#isQuiet && isKnown) return;
    deps.terminal.print(
      invitationText({ address, isSecure, token: isKnown ? undefined : token, zones: request.zones }),
    );
  }

  #showInstances(run: ClusterRun): void {
    const { terminal, paint, clock } = this.#parts.deps;
    const { instances } = viewCluster(run, clock.now());
    const hasZones = new Set(instances.map(({ loadZone }) => loadZone)).size > 1;
    terminal.print(
      renderInstances(
        instances.map(({ instance, agent, loadZone, share, maxVUs }) => ({
          instance,
          agent,
          loadZone: hasZones ? loadZone : undefined,
          share,
          maxVUs,
        })),
        paint,
      ),
    );
  }
}
