import type { Stores } from '../storage/stores.ts';
import type { ProjectRole } from './roles.ts';
import { createSecret, hashSecret, hintOf } from './secret.ts';
import type { Token } from './token.ts';

export interface TokenWish {
  readonly userId: number;
  readonly name: string;
  readonly maxRole: ProjectRole;
  readonly projectId: number | null;
  readonly expiresAtMs: number | null;
  readonly isOneTime?: boolean;
}

/** A token and, for this one time, its secret. */
export interface IssuedToken {
  readonly token: Token;
  readonly secret: string;
}

export async function issueToken(stores: Stores, wish: TokenWish, nowMs: number): Promise<IssuedToken> {
  const { isOneTime = false, ...rest } = wish;
  const secret = createSecret(isOneTime ? 'sqo' : 'squ');
  const token = await stores.tokens.create({
    ...rest,
    isOneTime,
    hash: hashSecret(secret),
    hint: hintOf(secret),
    createdAtMs: nowMs,
  });
  return { token, secret };
}
