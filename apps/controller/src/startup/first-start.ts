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
  return issueOneTimeToken(stores, admin.id, nowMs);
}

/** Another token to sign in with once, for whoever has access to the data folder anyway. */
export async function oneTimeTokenForOperator(stores: Stores, nowMs: number): Promise<string> {
  for (const { id } of await stores.users.organizations()) {
    const users = await stores.users.ofOrganization(id);
    const operator = users.find((user) => user.isOperator && user.disabledAtMs === null);
    if (operator !== undefined) return issueOneTimeToken(stores, operator.id, nowMs);
  }
  throw new Error('nobody may operate this installation');
}

async function issueOneTimeToken(stores: Stores, userId: number, nowMs: number): Promise<string> {
  const wish = { name: 'first start', maxRole: 'admin', projectId: null, expiresAtMs: null } as const;
  const { secret } = await issueToken(stores, { ...wish, userId, isOneTime: true }, nowMs);
  return secret;
}

/** The same for the whole life of the installation, so that links outlive a restart. */
export function signingKey(stores: Stores): Promise<string> {
  return stores.settings.decide('signing-key', randomText(SIGNING_KEY_LENGTH));
}
