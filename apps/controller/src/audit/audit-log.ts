/** Who did what to what. Entries are only ever added. */
export interface AuditEntry {
  readonly id: number;
  readonly atMs: number;
  readonly organizationId: number;
  readonly projectId: number | null;
  readonly userId: number | null;
  readonly actor: string;
  /** `token.create`, `run.stop` … */
  readonly action: string;
  /** `run:12` */
  readonly target: string;
  readonly address: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type NewAuditEntry = Omit<AuditEntry, 'id'>;

/** A part of a list that goes from the newest backwards. */
export interface Page {
  readonly limit: number;
  /** Only what is older than that one. */
  readonly beforeId?: number | undefined;
}

export interface AuditStore {
  add(entry: NewAuditEntry): Promise<void>;
  ofOrganization(organizationId: number, page: Page): Promise<readonly AuditEntry[]>;
}
