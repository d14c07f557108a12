import { promises as files } from 'node:fs';
import { resolve } from 'node:path';
import { K6_VERSION, optionsToJSON } from '@squall/core';
import { writeArchive } from '@squall/engine';
import type { ArchiveRequest } from '../engine-calls.ts';
import { unwritableFile } from '../unwritable-file.ts';
import { load } from './load.ts';
import type { LocalDeps } from './local-deps.ts';
import { prepareTest } from './prepare-test.ts';

/** `squall archive`: everything the script needs in one file, which k6 can run too. */
export async function archiveTest(request: ArchiveRequest, deps: LocalDeps): Promise<void> {
  await using loaded = await load(request, deps);
  const test = prepareTest(request, loaded.script);
  const bytes = await writeArchive({
    snapshot: loaded.script.snapshot,
    nowMs: Date.now(),
    options: optionsToJSON(test.config),
    env: request.excludeEnvVars ? null : loaded.script.environment,
    compatibilityMode: request.runtime.compatibilityMode,
    k6version: K6_VERSION,
    goos: process.platform === 'win32' ? 'windows' : process.platform,
    dependencies: { k6: '*' },
  });
  if (request.outFile === '-') {
    await new Promise((written) => process.stdout.write(bytes, written));
    return;
  }
  try {
    await files.writeFile(resolve(request.workingDirectory, request.outFile), bytes);
  } catch (error) {
    throw unwritableFile(request.outFile, error);
  }
}
