/** Lets whoever has it read one run. The token itself is shown once; what is kept is its hash. */
export interface ShareLink {
  readonly id: number;
  readonly runId: number;
  readonly hash: string;
  readonly createdBy: number | null;
  readonly createdAtMs: number;
  /** null: until it is revoked. */
  readonly expiresAtMs: number | null;
}

export type NewShareLink = Omit<ShareLink, 'id'>;

export interface ShareLinkStore {
  /** In place of the one the run has, if any. */
  put(link: NewShareLink): Promise<ShareLink>;
  byHash(hash: string): Promise<ShareLink | undefined>;
  ofRun(runId: number): Promise<ShareLink | undefined>;
  /** False when there was none. */
  revoke(runId: number): Promise<boolean>;
}

export function isOpen({ expiresAtMs }: Pick<ShareLink, 'expiresAtMs'>, nowMs: number): boolean {
  return expiresAtMs === null || expiresAtMs > nowMs;
}
