import type { Clock } from '@squall/core';
import { isFinal } from '../runs/run-state.ts';
import { isOpen } from '../sharing/share-link.ts';
import type { Stores } from '../storage/stores.ts';
import type { Principal, SharePrincipal, UserPrincipal } from './principal.ts';
import { hashSecret, secretKind } from './secret.ts';
import { isUsable } from './token.ts';
import type { User } from './user.ts';

/** How exact the time of a token's last use is; a write for each request would cost more than it tells. */
const USE_NOTED_EVERY_MS = 60_000;

/** How long generators may deliver after the end of their run: what they hold when it is stopped. */
const LATE_DELIVERY_MS = 600_000;

/** Finds out whom credentials belong to. */
export class Identifier {
  readonly #stores: Stores;
  readonly #clock: Clock;

  constructor(stores: Stores, clock: Clock) {
    this.#stores = stores;
    this.#clock = clock;
  }

  async bySecret(secret: string): Promise<Principal | undefined> {
    switch (secretKind(secret)) {
      case 'squ':
        return this.#byToken(secret);
      case 'sqr':
        return this.#byRunToken(secret);
      default:
        return undefined;
    }
  }

  async bySessionCookie(cookie: string): Promise<UserPrincipal | undefined> {
    const session = await this.#stores.sessions.byHash(hashSecret(cookie));
    if (session === undefined || session.expiresAtMs <= this.#clock.wallMs()) return undefined;
    const user = await this.#activeUser(session.userId);
    return user === undefined ? undefined : { kind: 'user', user, via: { kind: 'session', session } };
  }

  async byShareToken(secret: string): Promise<SharePrincipal | undefined> {
    if (secretKind(secret) !== 'sqs') return undefined;
    const link = await this.#stores.shareLinks.byHash(hashSecret(secret));
    if (link === undefined || !isOpen(link, this.#clock.wallMs())) return undefined;
    const run = await this.#stores.runs.byId(link.runId);
    return run === undefined ? undefined : { kind: 'share', run, link };
  }

  async #byToken(secret: string): Promise<Principal | undefined> {
    const nowMs = this.#clock.wallMs();
    const token = await this.#stores.tokens.byHash(hashSecret(secret));
    if (token === undefined || token.isOneTime || !isUsable(token, nowMs)) return undefined;
    const user = await this.#activeUser(token.userId);
    if (user === undefined) return undefined;
    if (nowMs - (token.lastUsedAtMs ?? 0) > USE_NOTED_EVERY_MS)
      await this.#stores.tokens.noteUse(token.id, nowMs);
    return { kind: 'user', user, via: { kind: 'token', token } };
  }

  async #byRunToken(secret: string): Promise<Principal | undefined> {
    const run = await this.#stores.runs.byPushToken(hashSecret(secret));
    if (run === undefined) return undefined;
    const isOver = isFinal(run.state) && this.#clock.wallMs() > (run.endedAtMs ?? 0) + LATE_DELIVERY_MS;
    return isOver ? undefined : { kind: 'run', run };
  }

  async #activeUser(id: number): Promise<User | undefined> {
    const user = await this.#stores.users.byId(id);
    return user?.disabledAtMs === null ? user : undefined;
  }
}
