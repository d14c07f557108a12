import type { ProjectRole } from './roles.ts';

/** An API token as it is kept; the secret itself is shown once and forgotten. */
export interface Token {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
  readonly hash: string;
  readonly hint: string;
  readonly maxRole: ProjectRole;
  /** null: all projects of the user. */
  readonly projectId: number | null;
  /** May be exchanged for a session or another token, once, and is good for nothing else. */
  readonly isOneTime: boolean;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export type NewToken = Omit<Token, 'id' | 'lastUsedAtMs' | 'revokedAtMs'>;

export interface TokenStore {
  create(token: NewToken): Promise<Token>;
  byHash(hash: string): Promise<Token | undefined>;
  byId(id: number): Promise<Token | undefined>;
  ofUser(userId: number): Promise<readonly Token[]>;
  noteUse(id: number, nowMs: number): Promise<void>;
  /** True for the first call only, however many there are at once. */
  revoke(id: number, nowMs: number): Promise<boolean>;
}

export function isUsable(token: Pick<Token, 'expiresAtMs' | 'revokedAtMs'>, nowMs: number): boolean {
  return token.revokedAtMs === null && (token.expiresAtMs === null || token.expiresAtMs > nowMs);
}
