import { PUBLIC_ZONES } from '../agents/public-zones.ts';
import { issueToken } from '../identity/issue-token.ts';
import { randomText } from '../identity/secret.ts';
import type { Stores } from '../storage/stores.ts';

const ADMIN_EMAIL = 'admin@localhost.localdomain';
const SIGNING_KEY_LENGTH = 43;

/**
 * Makes an empty installation usable: an organization, its owner and the public load zones.
 * @returns the token with which the owner signs in the first time; undefined when this is not the first start
 */
export async function prepareInstallation(stores: Stores, nowMs: number): Promise<string | undefined> {
  if ((await stores.users.organizations()).length > 0) return undefined;
  const organization = await stores.users.createOrganization('Default organization', nowMs);
  for (const [code, name] of Object.entries(PUBLIC_ZONES)) {
    await stores.loadZones.create({ organizationId: null, code, name, isPublic: true, createdAtMs: nowMs });
  }
  const admin = await stores.users.create({
    organizationId: organization.id,
    email: ADMIN_EMAIL,
    name: 'Admin',
    passwordHash: null,
    organizationRole: 'owner',
    isOperator: true,
    createdAtMs: nowMs,
  });
  if (admin === undefined) throw new Error('an installation without organizations has users');
  const { secret } = await issueToken(
    stores,
    {
      userId: admin.id,
      name: 'first start',
      maxRole: 'admin',
      projectId: null,
      expiresAtMs: null,
      isOneTime: true,
    },
    nowMs,
  );
  return secret;
}

/** The same for the whole life of the installation, so that links outlive a restart. */
export function signingKey(stores: Stores): Promise<string> {
  return stores.settings.decide('signing-key', randomText(SIGNING_KEY_LENGTH));
}
