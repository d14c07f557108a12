import { createHash } from 'node:crypto';
import type { ArchiveSource } from '@squall/coordinator';
import type { LoadedScript } from '@squall/engine';
import type { TestRequest } from '../engine-calls.ts';
import { packArchive } from '../local/pack-archive.ts';
import type { PreparedTest } from '../local/prepare-test.ts';

/** The test as agents get it: everything its script reads, and nothing of this machine. */
export async function packTest(
  request: TestRequest,
  script: LoadedScript,
  test: PreparedTest,
): Promise<ArchiveSource> {
  const bytes = await packArchive({
    request,
    script,
    test,
    // The same script makes the same archive, so that agents need not fetch it again.
    nowMs: 0,
    // Variables travel with the assignment.
    env: null,
  });
  return {
    hash: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
