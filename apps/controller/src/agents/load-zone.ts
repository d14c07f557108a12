export interface LoadZone {
  readonly id: number;
  /** null: shared by all organizations. */
  readonly organizationId: number | null;
  /** What scripts say, `amazon:us:ashburn`. */
  readonly code: string;
  readonly name: string;
  /** One of the documented ids that published scripts name. */
  readonly isPublic: boolean;
  readonly createdAtMs: number;
}

export type NewLoadZone = Omit<LoadZone, 'id'>;

export interface LoadZoneStore {
  /** undefined: there is a zone with that code for this organization already. */
  create(zone: NewLoadZone): Promise<LoadZone | undefined>;
  byId(id: number): Promise<LoadZone | undefined>;
  /** Its own and the shared ones. */
  ofOrganization(organizationId: number): Promise<readonly LoadZone[]>;
  byCode(organizationId: number, code: string): Promise<LoadZone | undefined>;
  rename(id: number, name: string): Promise<void>;
  remove(id: number): Promise<void>;
}
