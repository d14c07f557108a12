import type { ArchiveSource } from '@squall/coordinator';
import { UserError } from '@squall/core';
import type { LoadedScript } from '@squall/engine';
import type { ClusterRequest } from '../engine-calls.ts';
import { load } from '../local/load.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { type PreparedTest, prepareTest } from '../local/prepare-test.ts';
import { refuseUnsupported } from '../local/supported-settings.ts';
import { refuseSegment } from './cluster-spec.ts';
import { packTest } from './pack-test.ts';

/** A test that is ready to be given away. */
export interface ClusterTest {
  readonly script: LoadedScript;
  readonly test: PreparedTest;
  readonly archive: ArchiveSource;
}

/** Agents have no way to secrets yet. */
function refuseSecretSources({ global }: ClusterRequest): void {
  if (global.secretSources.length === 0) return;
  throw new UserError('UNSUPPORTED', '`--secret-source` is not supported for runs over several machines yet');
}

/** Runs the init code once here, for the options and for what the script reads; the VUs are elsewhere. */
export async function loadForCluster(request: ClusterRequest, deps: LocalDeps): Promise<ClusterTest> {
  refuseSecretSources(request);
  await using loaded = await load(request, deps);
  const { script } = loaded;
  const test = prepareTest(request, script);
  refuseUnsupported(request, test);
  refuseSegment(test);
  return { script, test, archive: await packTest(request, script, test) };
}
