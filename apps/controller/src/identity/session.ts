export interface Session {
  /** SHA-256 of what the cookie holds. */
  readonly hash: string;
  readonly userId: number;
  /** Must come back in a header with every request that changes something. */
  readonly csrfToken: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface SessionStore {
  create(session: Session): Promise<void>;
  byHash(hash: string): Promise<Session | undefined>;
  end(hash: string): Promise<void>;
  endAllOf(userId: number): Promise<void>;
  forgetExpired(nowMs: number): Promise<void>;
}
