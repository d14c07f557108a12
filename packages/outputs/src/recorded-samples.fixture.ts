import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import {
  createMetricRegistry,
  type LogFields,
  type LogLevel,
  type MetricType,
  type Output,
  type OutputRun,
  type ResolvedSamples,
  RunMetrics,
  type SampleMetadata,
  ThreadRecorder,
  type ValueType,
} from '@squall/core';
import type { OutputContext } from './output-context.ts';

export interface TestSample {
  readonly metric: string;
  readonly type?: MetricType;
  readonly contains?: ValueType;
  readonly value: number;
  readonly timeMs: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metadata?: SampleMetadata;
}

/** What an output gets when a thread recorded these samples. */
export function recordSamples(
  samples: readonly TestSample[],
  run = new RunMetrics({ registry: createMetricRegistry() }),
) {
  const recorder = new ThreadRecorder({ registry: createMetricRegistry(), samples: true });
  for (const {
    metric,
    type = 'counter',
    contains = 'default',
    value,
    timeMs,
    tags = {},
    metadata,
  } of samples) {
    const handle = recorder.registry.getOrCreate(metric, type, contains);
    recorder.add(recorder.series(handle, recorder.emptyTags.withAll(tags)), value, timeMs, metadata);
  }
  return recorder.takeSamples().map((batch): ResolvedSamples => run.resolve(0, batch));
}

export const NOTHING_KNOWN: OutputRun = {
  thresholdsOf: () => [],
  submetricsOf: () => [],
  abort: () => undefined,
};

/** A folder that is removed at the end of its scope. */
export async function makeFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'squall-outputs-'));
  return {
    path: folder,
    read: (name: string) => readFile(path.join(folder, name)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

export function makeContext(overrides: Partial<OutputContext> = {}) {
  const stdout = new PassThrough();
  const written: string[] = [];
  stdout.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const logged: [LogLevel, string, LogFields | undefined][] = [];
  const context: OutputContext = {
    env: {},
    collectors: {},
    systemTags: ['group', 'status', 'check', 'vu', 'iter'],
    features: [],
    stdout,
    workingDirectory: '/',
    test: { name: 'script.js', maxVUs: 1, maxDurationMs: 30_000, thresholds: {} },
    controller: () => ({
      url: 'http://127.0.0.1:6464',
      token: undefined,
      projectId: undefined,
      testName: 'test',
    }),
    log: { log: (level, text, fields) => void logged.push([level, text, fields]) },
    ...overrides,
  };
  return { context, logged, stdoutText: () => written.join('') };
}

/** Starts the output, gives it the samples, stops it. */
export async function runOutput(output: Output, batches: readonly ResolvedSamples[], run = NOTHING_KNOWN) {
  await output.start(run);
  await output.receive(batches);
  await output.stop();
}
