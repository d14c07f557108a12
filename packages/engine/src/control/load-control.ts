import { executorOf, type LoadSetting, loadSettingProblem, type ScenarioConfig } from '@squall/core';
import { ControlRefusal } from './control-refusal.ts';

/** Where settings go: the threads that run the scenario. */
interface ControlledInstance {
  control(scenario: string, setting: LoadSetting): void;
}

/** Scenarios whose load somebody sets from outside while they run. */
export class LoadControl {
  readonly #scenarios: readonly (readonly [name: string, config: ScenarioConfig])[];
  readonly #instance: ControlledInstance;
  readonly #settings: Map<string, LoadSetting>;
  #isPaused = false;

  constructor(scenarios: Readonly<Record<string, ScenarioConfig>>, instance: ControlledInstance) {
    this.#scenarios = Object.entries(scenarios);
    this.#instance = instance;
    this.#settings = new Map(
      this.#scenarios.flatMap(([name, config]) => {
        const setting = executorOf(config).initialSetting?.(config);
        return setting === undefined ? [] : [[name, setting] as const];
      }),
    );
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** @throws ControlRefusal */
  pause(): void {
    this.#refuseUnlessAllCanPause();
    this.#setPaused(true);
  }

  /** @throws ControlRefusal */
  resume(): void {
    this.#refuseUnlessAllCanPause();
    if (!this.#isPaused) throw new ControlRefusal('execution is not paused');
    this.#setPaused(false);
  }

  /** Changes one scenario: the first that can be. @throws ControlRefusal */
  scale(vus: number | undefined, maxVUs: number | undefined): void {
    const [first] = this.#settings;
    if (first === undefined) throw new ControlRefusal('live VU configuration updates are not supported');
    const [name, before] = first;
    const setting = { ...before, vus: vus ?? before.vus, maxVUs: maxVUs ?? before.maxVUs };
    const problem = loadSettingProblem(setting, before);
    if (problem !== undefined) throw new ControlRefusal(problem, 'invalid');
    this.#set(name, setting);
  }

  #refuseUnlessAllCanPause(): void {
    const other = this.#scenarios.find(([name]) => !this.#settings.has(name));
    if (other === undefined) return;
    const [name, { executor }] = other;
    throw new ControlRefusal(
      `${executor} executor '${name}' doesn't support pause and resume operations after its start`,
    );
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    for (const [name, setting] of this.#settings) this.#set(name, { ...setting, isPaused });
  }

  #set(name: string, setting: LoadSetting): void {
    this.#settings.set(name, setting);
    this.#instance.control(name, setting);
  }
}
