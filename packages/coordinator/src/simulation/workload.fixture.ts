import {
  createMetricRegistry,
  createSegmentTuple,
  parseSegment,
  parseSegmentSequence,
  ThreadRecorder,
  WindowTally,
} from '@squall/core';
import {
  type Assignment,
  encodeMetricFrame,
  FrameOutbox,
  type FrameSpill,
  type TenureAccount,
} from '@squall/protocol';

/** What simulated scripts do; travels as the options of an assignment. */
export interface SimulatedTest {
  /** Of the whole test. */
  readonly iterationsPerSecond: number;
  readonly durationMs: number;
  /** Of the whole test; undefined: as many as the rate gives. */
  readonly iterations?: number;
  readonly setupMs?: number;
  /** Each iteration takes so long, and on these instances so long instead. */
  readonly iterationMs?: number;
  readonly slowInstances?: Readonly<Record<string, number>>;
}

class SpillInMemory implements FrameSpill {
  readonly #frames = new Map<number, Uint8Array>();

  write(sequence: number, frame: Uint8Array): void {
    this.#frames.set(sequence, frame);
  }

  read(sequence: number): Uint8Array {
    return this.#frames.get(sequence) ?? new Uint8Array();
  }

  remove(sequence: number): void {
    this.#frames.delete(sequence);
  }
}

/** What a simulated instance executes, measures and has to deliver. */
export class Workload {
  readonly outbox = new FrameOutbox({ spill: new SpillInMemory() });
  readonly #assignment: Assignment;
  readonly #test: SimulatedTest;
  readonly #share: number;
  readonly #recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  readonly #tally = new WindowTally();
  #frames = 0;
  #iterationsBefore = 0;
  #firstElapsedMs = 0;
  #account: TenureAccount | undefined;
  iterations = 0;

  constructor(assignment: Assignment) {
    this.#assignment = assignment;
    this.#test = JSON.parse(assignment.optionsJson) as SimulatedTest;
    const { from, to } = parseSegment(assignment.executionSegment);
    this.#share = Number(to.num) / Number(to.den) - Number(from.num) / Number(from.den);
  }

  begin(elapsedMs: number, iterationsDone: number): void {
    this.#firstElapsedMs = elapsedMs;
    this.#iterationsBefore = iterationsDone;
  }

  /** Executes what is due by that time of the test. */
  advance(elapsedMs: number): void {
    const { iterationsPerSecond, durationMs } = this.#test;
    const workMs = Math.max(0, Math.min(elapsedMs, durationMs) - this.#firstElapsedMs);
    const byRate = Math.floor((workMs / 1000) * iterationsPerSecond * this.#share);
    const due = Math.min(byRate, this.#limit - this.#iterationsBefore);
    for (; this.iterations < due; this.iterations++) this.#measureIteration();
  }

  isDone(elapsedMs: number): boolean {
    return elapsedMs >= this.#test.durationMs || this.#iterationsBefore + this.iterations >= this.#limit;
  }

  measureStage(stage: string): void {
    this.#add('http_reqs', 'counter', 1, { group: `::${stage}` });
  }

  /** Closes the window: from now on the account covers everything measured so far. */
  seal(elapsedMs: number): void {
    const window = this.#recorder.takeWindow();
    if (window !== undefined) {
      this.#tally.add(window);
      const sequence = this.#frames++;
      const frame = encodeMetricFrame({
        type: 'metric-frame',
        tenure: this.#assignment.tenure,
        sequence,
        elapsedMs: Math.max(0, elapsedMs),
        iterationsDone: { default: this.iterations },
        window,
        samples: [],
      });
      this.outbox.add(sequence, frame);
    }
    this.#account = { frames: this.#frames, tally: this.#tally.totals() };
  }

  /** Measures and forgets: what must not happen to an agent. */
  lose(iterations: number): void {
    for (let i = 0; i < iterations; i++) this.#measureIteration();
    const window = this.#recorder.takeWindow();
    if (window !== undefined) this.#tally.add(window);
  }

  /** As of the last seal. */
  get account(): TenureAccount {
    return this.#account ?? { frames: 0, tally: {} };
  }

  get #limit(): number {
    const { iterations } = this.#test;
    if (iterations === undefined) return Number.POSITIVE_INFINITY;
    const { executionSegment, executionSegmentSequence } = this.#assignment;
    const sequence = parseSegmentSequence(executionSegmentSequence);
    return createSegmentTuple(parseSegment(executionSegment), sequence).scale(iterations);
  }

  #measureIteration(): void {
    const { instance } = this.#assignment.tenure;
    const { iterationMs = 100, slowInstances = {} } = this.#test;
    this.#add('iterations', 'counter', 1, { scenario: 'default' });
    this.#add('http_reqs', 'counter', 1, { scenario: 'default' });
    this.#add('http_req_duration', 'trend', slowInstances[instance] ?? iterationMs, { scenario: 'default' });
    this.#add('http_req_failed', 'rate', this.iterations % 10 === 0 ? 1 : 0, { scenario: 'default' });
  }

  #add(name: string, type: 'counter' | 'trend' | 'rate', value: number, tags: Record<string, string>): void {
    const { recorder, metric } = { recorder: this.#recorder, metric: this.#metric(name, type) };
    const all = recorder.emptyTags.withAll({ ...this.#assignment.tags, ...tags });
    recorder.add(recorder.series(metric, all), value, 0);
  }

  #metric(name: string, type: 'counter' | 'trend' | 'rate') {
    return this.#recorder.registry.getOrCreate(name, type, type === 'trend' ? 'time' : 'default');
  }
}
