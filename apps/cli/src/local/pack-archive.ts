import { K6_VERSION, optionsToJSON } from '@squall/core';
import { type ArchiveInput, type LoadedScript, writeArchive } from '@squall/engine';
import type { TestRequest } from '../engine-calls.ts';
import type { PreparedTest } from './prepare-test.ts';

export interface ArchiveParts extends Pick<ArchiveInput, 'nowMs' | 'env' | 'squall'> {
  readonly request: Pick<TestRequest, 'runtime'>;
  readonly script: LoadedScript;
  readonly test: Pick<PreparedTest, 'config'>;
  /** Those of the test unless others are given. */
  readonly options?: ArchiveInput['options'];
}

/** A test as one file: its script, everything that script reads, and its options. */
export function packArchive({ request, script, test, options, ...input }: ArchiveParts): Promise<Uint8Array> {
  return writeArchive({
    ...input,
    snapshot: script.snapshot,
    options: options ?? optionsToJSON(test.config),
    compatibilityMode: request.runtime.compatibilityMode,
    k6version: K6_VERSION,
    goos: process.platform === 'win32' ? 'windows' : process.platform,
    dependencies: { k6: '*' },
  });
}
