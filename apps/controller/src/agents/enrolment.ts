/** Lets agents join a load zone. */
export interface EnrolmentToken {
  readonly id: number;
  readonly loadZoneId: number;
  readonly organizationId: number;
  readonly name: string;
  readonly hash: string;
  readonly hint: string;
  /** null: any number of agents. */
  readonly usesLeft: number | null;
  readonly createdBy: number | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export type NewEnrolmentToken = Omit<EnrolmentToken, 'id' | 'revokedAtMs'>;

/** A machine that has joined, with a credential of its own. */
export interface EnrolledAgent {
  readonly id: number;
  readonly organizationId: number;
  readonly loadZoneId: number;
  readonly name: string;
  readonly hash: string;
  readonly squallVersion: string;
  readonly maxVUs: number;
  readonly enrolledAtMs: number;
  readonly lastSeenAtMs: number;
  readonly revokedAtMs: number | null;
}

export type NewAgent = Omit<EnrolledAgent, 'id' | 'organizationId' | 'loadZoneId' | 'revokedAtMs'>;

export interface AgentStore {
  createEnrolment(token: NewEnrolmentToken): Promise<EnrolmentToken>;
  enrolments(organizationId: number): Promise<readonly EnrolmentToken[]>;
  enrolment(id: number): Promise<EnrolmentToken | undefined>;
  revokeEnrolment(id: number, nowMs: number): Promise<void>;
  /** Uses up one of the token's uses, at once with the new agent. undefined: the token is not usable. */
  enrol(tokenHash: string, agent: NewAgent): Promise<EnrolledAgent | undefined>;

  ofOrganization(organizationId: number): Promise<readonly EnrolledAgent[]>;
  byId(id: number): Promise<EnrolledAgent | undefined>;
  byHash(hash: string): Promise<EnrolledAgent | undefined>;
  noteSeen(id: number, nowMs: number): Promise<void>;
  revoke(id: number, nowMs: number): Promise<void>;
}
