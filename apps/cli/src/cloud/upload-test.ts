import { optionsToJSON } from '@squall/core';
import type { LoadedScript } from '@squall/engine';
import type { RunRequest } from '../engine-calls.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { packArchive } from '../local/pack-archive.ts';
import type { PreparedTest } from '../local/prepare-test.ts';
import {
  asObject,
  chosenProject,
  loggedIn,
  nameOfTest,
  scriptCloudOptions,
  storedLogin,
} from './cloud-settings.ts';
import { ControllerApi } from './controller-api.ts';

/** A test that a controller has, ready to be run. */
export interface UploadedTest {
  readonly api: ControllerApi;
  readonly testId: number;
  readonly name: string;
}

export interface UploadParts {
  readonly script: LoadedScript;
  readonly test: PreparedTest;
}

/** Has the options checked, then stores the test under its name, as a new one or in place of what it was. */
export async function uploadTest(
  request: RunRequest,
  { script, test }: UploadParts,
  { clock }: Pick<LocalDeps, 'clock'>,
): Promise<UploadedTest> {
  const { processEnv: env, layers } = request;
  const cloud = scriptCloudOptions(test.config);
  const stored = storedLogin(layers.configFile);
  const name = nameOfTest(env, cloud, request.script);
  const api = new ControllerApi(loggedIn(env, stored, cloud), clock);
  const projectId = chosenProject(env, stored, cloud) ?? (await api.account()).default_project_id;
  const options = optionsFor(request, test, { ...cloud, name, projectID: projectId });
  await api.validate(projectId, options);
  const archive = await packArchive({
    request,
    script,
    test,
    options,
    nowMs: Date.now(),
    env: script.environment,
    squall: factsOf(script),
  });
  return { api, name, testId: await api.upload(projectId, name, archive) };
}

/** The options of the archive: with what decides about the run, without what only concerns this machine. */
function optionsFor(
  request: RunRequest,
  { config }: PreparedTest,
  cloud: Record<string, unknown>,
): Record<string, unknown> {
  const { token: _token, ...told } = cloud;
  const options = optionsToJSON(config);
  const ext = asObject(options.ext);
  return {
    ...options,
    cloud: told,
    ...(ext?.loadimpact === undefined ? {} : { ext: { ...ext, loadimpact: told } }),
    // Judged where the results are, which would not know of the flag.
    ...(request.runtime.noThresholds ? { thresholds: null } : {}),
  };
}

/** The controller never runs a script, so what it must know of one is told. */
function factsOf({ exports, metrics }: LoadedScript) {
  const functions = Object.keys(exports).filter((name) => exports[name] === true);
  return {
    exports: functions,
    metrics: metrics.map(({ name, type, contains }) => ({ name, type, contains })),
  };
}
