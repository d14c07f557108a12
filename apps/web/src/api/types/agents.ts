export interface LoadZone {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly isPublic: boolean;
  readonly isShared: boolean;
  readonly isAvailable: boolean;
}

export interface Agent {
  readonly id: number;
  readonly loadZoneId: number;
  readonly name: string;
  readonly squallVersion: string;
  readonly maxVUs: number;
  readonly enrolledAtMs: number;
  readonly lastSeenAtMs: number;
  readonly revokedAtMs: number | null;
}

export interface EnrolmentToken {
  readonly id: number;
  readonly loadZoneId: number;
  readonly name: string;
  readonly hint: string;
  readonly usesLeft: number | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}
