import type { DeclaredMetric } from '@squall/core';

/** An archive whose bytes lie in the data folder. */
export interface StoredArchive {
  readonly sha256: string;
  readonly bytes: number;
  /** JSON of its `metadata.json`, without secrets. */
  readonly metadata: string;
  readonly createdAtMs: number;
}

/** What an agent found out about the script of an archive by running its init code. */
export interface FoundFacts {
  readonly exports: readonly string[];
  readonly metrics: readonly DeclaredMetric[];
}

export interface ArchiveStore {
  /** Does nothing when it is known. */
  add(archive: StoredArchive): Promise<void>;
  bySha256(sha256: string): Promise<StoredArchive | undefined>;
  /** Makes one that is known as new as if it were added now. */
  touch(sha256: string, nowMs: number): Promise<void>;
  /** Forgets those added before that no test and no run has. @returns their hashes */
  removeUnused(beforeMs: number): Promise<readonly string[]>;
  /** undefined: no agent has looked yet. */
  facts(sha256: string): Promise<FoundFacts | undefined>;
  setFacts(sha256: string, facts: FoundFacts): Promise<void>;
}
