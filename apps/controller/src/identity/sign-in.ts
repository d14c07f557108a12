import type { Clock } from '@squall/core';
import type { Stores } from '../storage/stores.ts';
import { isPassword } from './password.ts';
import { hashSecret, randomText, secretKind } from './secret.ts';
import type { Session } from './session.ts';
import { isUsable } from './token.ts';
import type { User } from './user.ts';

const SESSION_MS = 7 * 24 * 3_600_000;
const SECRET_LENGTH = 43;

export interface SignedIn {
  readonly user: User;
  readonly session: Session;
  /** What the browser keeps. */
  readonly cookie: string;
}

/** Turns passwords and tokens into sessions. */
export class SignIn {
  readonly #stores: Stores;
  readonly #clock: Clock;

  constructor(stores: Stores, clock: Clock) {
    this.#stores = stores;
    this.#clock = clock;
  }

  /** The user with that password; undefined when either is wrong, without telling which. */
  async userByPassword(email: string, password: string): Promise<User | undefined> {
    const user = await this.#stores.users.byEmail(email.toLowerCase());
    const isRight = await isPassword(password, user?.passwordHash);
    return isRight && user?.disabledAtMs === null ? user : undefined;
  }

  /** The user of a one-time token, which is used up by it. */
  async redeem(secret: string): Promise<User | undefined> {
    if (secretKind(secret) !== 'sqo') return undefined;
    const nowMs = this.#clock.wallMs();
    const token = await this.#stores.tokens.byHash(hashSecret(secret));
    if (token === undefined || !isUsable(token, nowMs)) return undefined;
    const user = await this.#stores.users.byId(token.userId);
    if (user?.disabledAtMs !== null) return undefined;
    const isFirst = await this.#stores.tokens.revoke(token.id, nowMs);
    return isFirst ? user : undefined;
  }

  async openSession(user: User): Promise<SignedIn> {
    const nowMs = this.#clock.wallMs();
    await this.#stores.sessions.forgetExpired(nowMs);
    const cookie = randomText(SECRET_LENGTH);
    const session = {
      hash: hashSecret(cookie),
      userId: user.id,
      csrfToken: randomText(SECRET_LENGTH),
      createdAtMs: nowMs,
      expiresAtMs: nowMs + SESSION_MS,
    };
    await this.#stores.sessions.create(session);
    return { user, session, cookie };
  }
}
