import type { ArchiveSource } from '@squall/coordinator';
import type { LoadedScript } from '@squall/engine';
import type { ClusterRequest } from '../engine-calls.ts';
import { load } from '../local/load.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { type PreparedTest, prepareTest } from '../local/prepare-test.ts';
import { refuseUnsupported } from '../local/supported-settings.ts';
import { packTest } from './pack-test.ts';
import { refuseSettings, refuseTest } from './refuse-in-cluster.ts';

/** A test that is ready to be given away. */
export interface ClusterTest {
  readonly script: LoadedScript;
  readonly test: PreparedTest;
  readonly archive: ArchiveSource;
}

/** Runs the init code once here, for the options and for what the script reads; the VUs are elsewhere. */
export async function loadForCluster(request: ClusterRequest, deps: LocalDeps): Promise<ClusterTest> {
  refuseSettings(request);
  await using loaded = await load(request, deps);
  const { script } = loaded;
  const test = prepareTest(request, script);
  refuseUnsupported(request);
  refuseTest(test);
  return { script, test, archive: await packTest(request, script, test) };
}
