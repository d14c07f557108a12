import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type {
  AgentStore,
  EnrolledAgent,
  EnrolmentToken,
  NewAgent,
  NewEnrolmentToken,
} from '../../agents/enrolment.ts';
import type { Database } from '../open-database.ts';
import { agents, enrolmentTokens } from '../schema/agents.ts';
import { only } from './only.ts';

export class SqliteAgentStore implements AgentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async createEnrolment(token: NewEnrolmentToken): Promise<EnrolmentToken> {
    return only(this.#database.insert(enrolmentTokens).values(token).returning().all());
  }

  async enrolments(organizationId: number): Promise<readonly EnrolmentToken[]> {
    const own = eq(enrolmentTokens.organizationId, organizationId);
    return this.#database.select().from(enrolmentTokens).where(own).orderBy(enrolmentTokens.id).all();
  }

  async enrolment(id: number): Promise<EnrolmentToken | undefined> {
    return this.#database.select().from(enrolmentTokens).where(eq(enrolmentTokens.id, id)).get();
  }

  async revokeEnrolment(id: number, nowMs: number): Promise<void> {
    const unrevoked = and(eq(enrolmentTokens.id, id), isNull(enrolmentTokens.revokedAtMs));
    this.#database.update(enrolmentTokens).set({ revokedAtMs: nowMs }).where(unrevoked).run();
  }

  async enrol(tokenHash: string, agent: NewAgent): Promise<EnrolledAgent | undefined> {
    return this.#database.transaction((tx) => {
      const [token] = tx
        .update(enrolmentTokens)
        .set({ usesLeft: sql`${enrolmentTokens.usesLeft} - 1` })
        .where(usable(tokenHash, agent.enrolledAtMs))
        .returning()
        .all();
      if (token === undefined) return undefined;
      const { organizationId, loadZoneId } = token;
      return only(
        tx
          .insert(agents)
          .values({ ...agent, organizationId, loadZoneId })
          .returning()
          .all(),
      );
    });
  }

  async ofOrganization(organizationId: number): Promise<readonly EnrolledAgent[]> {
    const own = eq(agents.organizationId, organizationId);
    return this.#database.select().from(agents).where(own).orderBy(agents.id).all();
  }

  async byId(id: number): Promise<EnrolledAgent | undefined> {
    return this.#database.select().from(agents).where(eq(agents.id, id)).get();
  }

  async byHash(hash: string): Promise<EnrolledAgent | undefined> {
    return this.#database.select().from(agents).where(eq(agents.hash, hash)).get();
  }

  async noteSeen(id: number, nowMs: number): Promise<void> {
    this.#database.update(agents).set({ lastSeenAtMs: nowMs }).where(eq(agents.id, id)).run();
  }

  async revoke(id: number, nowMs: number): Promise<void> {
    const unrevoked = and(eq(agents.id, id), isNull(agents.revokedAtMs));
    this.#database.update(agents).set({ revokedAtMs: nowMs }).where(unrevoked).run();
  }
}

/** null stays null when it is counted down: any number of uses. */
function usable(tokenHash: string, nowMs: number) {
  const { hash, revokedAtMs, expiresAtMs, usesLeft } = enrolmentTokens;
  return and(
    eq(hash, tokenHash),
    isNull(revokedAtMs),
    or(isNull(expiresAtMs), gt(expiresAtMs, nowMs)),
    or(isNull(usesLeft), gt(usesLeft, 0)),
  );
}
