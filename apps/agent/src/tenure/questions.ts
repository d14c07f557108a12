import type { HandleSummaryOutcome, Stage, StageOutcome } from '@squall/core';
import type { FromAgent, TenureAccount, TenureRef } from '@squall/protocol';

interface QuestionDeps {
  readonly tenure: TenureRef;
  /** As of now. */
  account(): TenureAccount;
  send(message: FromAgent): void;
}

/** What the coordinator asks the script: asked again, because an answer was lost, it is answered but not run again. */
export class Questions {
  readonly #deps: QuestionDeps;
  readonly #stages = new Map<Stage, StageOutcome | 'running'>();
  #summary: HandleSummaryOutcome | 'running' | undefined;

  constructor(deps: QuestionDeps) {
    this.#deps = deps;
  }

  /** Whether the stage must be run; otherwise it has been or is being. */
  askStage(stage: Stage): boolean {
    const known = this.#stages.get(stage);
    if (known === undefined) this.#stages.set(stage, 'running');
    else if (known !== 'running') this.#sendStage(stage, known);
    return known === undefined;
  }

  answerStage(stage: Stage, outcome: StageOutcome): void {
    this.#stages.set(stage, outcome);
    this.#sendStage(stage, outcome);
  }

  /** Whether the script must be asked. */
  askSummary(): boolean {
    const known = this.#summary;
    if (known === undefined) this.#summary = 'running';
    else if (known !== 'running') this.answerSummary(known);
    return known === undefined;
  }

  answerSummary(outcome: HandleSummaryOutcome): void {
    this.#summary = outcome;
    this.#deps.send({ type: 'summarized', tenure: this.#deps.tenure, outcome });
  }

  /** A stage has run, or runs: there is something to account for. */
  get haveStages(): boolean {
    return this.#stages.size > 0;
  }

  get openStages(): readonly Stage[] {
    return [...this.#stages].flatMap(([stage, outcome]) => (outcome === 'running' ? [stage] : []));
  }

  get isSummaryOpen(): boolean {
    return this.#summary === 'running';
  }

  #sendStage(stage: Stage, outcome: StageOutcome): void {
    const { tenure, account, send } = this.#deps;
    send({ type: 'stage-ended', tenure, stage, outcome, account: account() });
  }
}
