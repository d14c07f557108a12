/** An archive whose bytes lie in the data folder. */
export interface StoredArchive {
  readonly sha256: string;
  readonly bytes: number;
  /** JSON of its `metadata.json`, without secrets. */
  readonly metadata: string;
  readonly createdAtMs: number;
}

export interface ArchiveStore {
  /** Does nothing when it is known. */
  add(archive: StoredArchive): Promise<void>;
  bySha256(sha256: string): Promise<StoredArchive | undefined>;
}
