import { basename } from 'node:path';
import type { Config, Output } from '@squall/core';
import type { ControllerAccess, Report, TestOutline } from '@squall/outputs';
import {
  chosenProject,
  connectionOf,
  nameOfTest,
  scriptCloudOptions,
  storedLogin,
} from '../cloud/cloud-settings.ts';
import type { RunRequest } from '../engine-calls.ts';
import type { PreparedTest } from './prepare-test.ts';

/** Where results go besides the summary: `--out`. */
export interface Destinations {
  /** They take every sample. */
  readonly outputs: readonly Output[];
  /** They are made from the results at the end. */
  readonly reports: readonly Report[];
}

export async function createOutputs(request: RunRequest, test: PreparedTest): Promise<Destinations> {
  const { config } = test;
  const specs = specsOf(config);
  if (specs.length === 0) return { outputs: [], reports: [] };
  const { createOutput, createReport } = await import('@squall/outputs');
  const context = {
    env: request.processEnv,
    collectors: (config.collectors ?? {}) as Readonly<Record<string, unknown>>,
    systemTags: config.systemTags ?? [],
    features: request.features,
    stdout: process.stdout,
    workingDirectory: request.workingDirectory,
    log: request.log,
    test: outlineOf(request, test),
    controller: () => accessOf(request, config),
  };
  const outputs: Output[] = [];
  const reports: Report[] = [];
  for (const spec of specs) {
    const report = createReport(spec, context);
    if (report === undefined) outputs.push(await createOutput(spec, context));
    else reports.push(report);
  }
  return { outputs, reports };
}

/** The dashboard has an option of its own besides `--out`. */
function specsOf({ out = [], webDashboard }: Config): readonly string[] {
  const isNamed = out.some((spec) => /^web-dashboard(=|$)/.test(spec));
  return webDashboard === true && !isNamed ? [...out, 'web-dashboard'] : out;
}

/** Before the run header, which names what they have found. */
export async function openOutputs(outputs: readonly Output[]): Promise<void> {
  for (const output of outputs) await output.open?.();
}

function outlineOf({ script }: RunRequest, { plan, thresholds = [], config }: PreparedTest): TestOutline {
  const checked = new Set(thresholds.map(({ metric }) => metric));
  const configs = Object.entries(config.thresholds ?? {}).filter(([metric]) => checked.has(metric));
  return {
    name: script === '-' ? 'k6 test' : basename(script),
    maxVUs: plan.maxVUs,
    maxDurationMs: plan.maxDurationMs,
    thresholds: Object.fromEntries(
      configs.map(([metric, ofMetric]) => [metric, ofMetric.map(({ threshold }) => threshold)]),
    ),
  };
}

function accessOf({ processEnv, script }: RunRequest, config: Config): ControllerAccess {
  const stored = storedLogin(config);
  const ofScript = scriptCloudOptions(config);
  return {
    ...connectionOf(processEnv, stored, ofScript),
    projectId: chosenProject(processEnv, stored, ofScript),
    testName: nameOfTest(processEnv, { ...stored, ...ofScript }, script === '-' ? 'k6 test' : script),
  };
}
