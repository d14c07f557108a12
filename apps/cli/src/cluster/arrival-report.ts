import { type Clock, repeat, type Timer } from '@squall/core';
import { joinedText } from './cluster-progress.ts';

export interface ArrivalReportDeps {
  readonly pool: { readonly connected: readonly { readonly name: string }[] };
  readonly clock: Clock;
  print(text: string): void;
}

const LOOK_EVERY_MS = 250;
const MAX_NAMES = 5;

/** One line whenever more agents are there, or fewer, for logs in which no progress bar can be redrawn. */
export class ArrivalReport {
  readonly #deps: ArrivalReportDeps;
  readonly #wanted: number;
  #looking: Timer | undefined;
  #before: readonly string[] = [];
  #hasPrinted = false;

  constructor(wanted: number, deps: ArrivalReportDeps) {
    this.#wanted = wanted;
    this.#deps = deps;
  }

  start(): void {
    this.#looking = repeat(this.#deps.clock, LOOK_EVERY_MS, () => this.#look());
  }

  /** Says what has changed last, then nothing more. */
  end(): void {
    if (this.#looking !== undefined) this.#look();
    if (this.#hasPrinted) this.#deps.print('\n');
    this.stop();
  }

  stop(): void {
    this.#looking?.cancel();
    this.#looking = undefined;
  }

  #look(): void {
    const names = this.#deps.pool.connected.map(({ name }) => name);
    const before = this.#before;
    this.#before = names;
    const added = names.filter((name) => !before.includes(name));
    const gone = before.filter((name) => !names.includes(name));
    if (added.length + gone.length === 0) return;
    const changes = [
      ...(added.length > 0 ? [listed(added)] : []),
      ...(gone.length > 0 ? [`${listed(gone)} left`] : []),
    ];
    this.#hasPrinted = true;
    this.#deps.print(`${joinedText(names.length, this.#wanted)}: ${changes.join('; ')}\n`);
  }
}

function listed(names: readonly string[]): string {
  const others = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(others > 0 ? [`${others} more`] : [])].join(', ');
}
