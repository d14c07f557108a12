import { promises as files } from 'node:fs';
import { resolve } from 'node:path';
import type { ArchiveRequest } from '../engine-calls.ts';
import { unwritableFile } from '../unwritable-file.ts';
import { load } from './load.ts';
import type { LocalDeps } from './local-deps.ts';
import { packArchive } from './pack-archive.ts';
import { prepareTest } from './prepare-test.ts';

/** `squall archive`: everything the script needs in one file, which k6 can run too. */
export async function archiveTest(request: ArchiveRequest, deps: LocalDeps): Promise<void> {
  await using loaded = await load(request, deps);
  const test = prepareTest(request, loaded.script);
  const bytes = await packArchive({
    request,
    script: loaded.script,
    test,
    nowMs: Date.now(),
    env: request.excludeEnvVars ? null : loaded.script.environment,
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
