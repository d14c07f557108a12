import { UserError } from '@squall/core';
import type { LoadedTest } from '@squall/engine';
import type { Report } from '@squall/outputs';
import { refuseSettings, refuseTest } from '../cluster/refuse-in-cluster.ts';
import type { RunRequest } from '../engine-calls.ts';
import { createOutputs } from '../local/create-outputs.ts';
import { type PreparedTest, prepareTest } from '../local/prepare-test.ts';
import { refuseUnsupported, warnOfIgnored } from '../local/supported-settings.ts';

/** A test that agents of a controller can run. @throws UserError for settings that only a run here can have */
export function prepareForCloud(request: RunRequest, { script }: LoadedTest): PreparedTest {
  refuseSettings(request);
  const test = prepareTest(request, script);
  refuseUnsupported(request);
  refuseTest(test);
  warnOfIgnored(request);
  return test;
}

/** Reports need the results only; other outputs want every sample, and these are elsewhere. @throws UserError */
export async function reportsOf(request: RunRequest, test: PreparedTest): Promise<readonly Report[]> {
  const { outputs, reports } = await createOutputs(request, test);
  if (outputs.length === 0) return reports;
  throw new UserError(
    'UNSUPPORTED',
    `a run in the cloud cannot feed ${outputs.map(({ description }) => description).join(', ')}`,
    {
      hint: 'junit and markdown can be written here; the pages of the controller export the rest',
    },
  );
}
