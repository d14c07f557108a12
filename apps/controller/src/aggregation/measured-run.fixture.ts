import { createMetricRegistry, type MetricType, ThreadRecorder, type ValueType } from '@squall/core';
import { encodeMetricFrame, type MetricFrame } from '@squall/protocol';
import type { NewTestRun, TestRun } from '../runs/test-run.ts';
import type { Stores } from '../storage/stores.ts';

type Tags = Readonly<Record<string, string>>;

/** An agent that measures what it is told, and makes frames of it as a real one would. */
export class MeasuringAgent {
  readonly #recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  readonly #instance: number;
  readonly #tags: Tags;
  #sequence = 0;

  constructor(instance: number, loadZone = 'amazon:us:ashburn') {
    this.#instance = instance;
    this.#tags = { instance_id: String(instance), load_zone: loadZone };
  }

  add(
    metric: string,
    type: MetricType,
    value: number,
    tags: Tags = {},
    contains: ValueType = 'default',
  ): void {
    const handle = this.#recorder.registry.getOrCreate(metric, type, contains);
    const all = this.#recorder.emptyTags.withAll({ ...this.#tags, ...tags });
    this.#recorder.add(this.#recorder.series(handle, all), value, 1);
  }

  /** A request, and the iteration and check that belong to it. */
  request(durationMs: number, tags: Tags = {}, isOk = true): void {
    const own = {
      scenario: 'default',
      group: '',
      name: 'http://test/',
      method: 'GET',
      status: '200',
      ...tags,
    };
    this.add('http_reqs', 'counter', 1, own);
    this.add('http_req_duration', 'trend', durationMs, { ...own, expected_response: String(isOk) }, 'time');
    this.add('http_req_failed', 'rate', isOk ? 0 : 1, own);
    this.add('checks', 'rate', isOk ? 1 : 0, { scenario: 'default', group: '', check: 'is ok' });
    this.add('group_duration', 'trend', durationMs, { scenario: 'default', group: '::cart' }, 'time');
    this.add('iterations', 'counter', 1, { scenario: 'default', group: '' });
  }

  /** Everything since the frame before; the window ends at that time of the test. */
  frame(elapsedMs: number): MetricFrame {
    return {
      type: 'metric-frame',
      tenure: { runId: '1', instance: this.#instance, epoch: 0 },
      sequence: this.#sequence++,
      elapsedMs,
      iterationsDone: {},
      window: this.#recorder.takeWindow(),
      samples: [],
    };
  }
}

export async function storeFrame(stores: Stores, runId: number, frame: MetricFrame): Promise<void> {
  const { instance, epoch } = frame.tenure;
  await stores.frames.add({
    runId,
    key: `frame:${instance}/${epoch}/${frame.sequence}`,
    format: 'agent-frame',
    body: encodeMetricFrame(frame),
    receivedAtMs: 1,
  });
}

export async function newRunOf(
  stores: Stores,
  owner: Pick<NewTestRun, 'projectId' | 'startedBy'>,
  changes: Partial<NewTestRun> = {},
): Promise<TestRun> {
  const name = `test ${Math.random()}`;
  const test = await stores.tests.create({ projectId: owner.projectId, name, archiveSha256: null }, 1);
  const run = await stores.runs.create({
    ...owner,
    testId: test?.id ?? 0,
    place: 'cloud',
    archiveSha256: null,
    options: {},
    distribution: [],
    note: '',
    maxVUs: 1,
    estimatedDurationS: 1,
    pushTokenHash: null,
    createdAtMs: 1,
    ...changes,
  });
  await stores.runs.enter(run.id, { to: 'initializing', atMs: 2 });
  return (await stores.runs.enter(run.id, { to: 'running', atMs: 3 })) ?? run;
}
