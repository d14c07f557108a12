import { createHash } from 'node:crypto';
import type { ArchiveSource } from '@squall/coordinator';
import { K6_VERSION, optionsToJSON } from '@squall/core';
import { type LoadedScript, writeArchive } from '@squall/engine';
import type { TestRequest } from '../engine-calls.ts';
import type { PreparedTest } from '../local/prepare-test.ts';

/** The test as agents get it: everything its script reads, and nothing of this machine. */
export async function packTest(
  { runtime }: TestRequest,
  script: LoadedScript,
  test: PreparedTest,
): Promise<ArchiveSource> {
  const bytes = await writeArchive({
    snapshot: script.snapshot,
    // The same script makes the same archive, so that agents need not fetch it again.
    nowMs: 0,
    options: optionsToJSON(test.config),
    // Variables travel with the assignment.
    env: null,
    compatibilityMode: runtime.compatibilityMode,
    k6version: K6_VERSION,
    goos: process.platform === 'win32' ? 'windows' : process.platform,
    dependencies: { k6: '*' },
  });
  return {
    hash: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
