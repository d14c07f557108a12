import { createSecret, hashSecret, hintOf } from '../identity/secret.ts';
import type { Stores } from '../storage/stores.ts';
import { DEFAULT_ZONE } from '../tests/outline.ts';

/** What an agent on the machine of the controller joins with. */
export interface LocalAgent {
  readonly name: string;
  readonly token: string;
  readonly loadZone: string;
  /** Whether any other agent has ever joined, of whichever organization. */
  readonly hasCompany: boolean;
}

const NAME = 'local';

/**
 * The local agent of an installation, the same at every start. Its token lets in no second agent, and nobody but
 * the controller knows it.
 */
export async function localAgentOf(stores: Stores, nowMs: number): Promise<LocalAgent> {
  const [organization] = await stores.users.organizations();
  if (organization === undefined) throw new Error('an installation without organizations');
  const token = await stores.settings.decide('local-agent-token', createSecret('sqe'));
  const hash = hashSecret(token);
  const enrolments = await stores.agents.enrolments(organization.id);
  if (!enrolments.some((enrolment) => enrolment.hash === hash)) {
    const zone = await stores.loadZones.byCode(organization.id, DEFAULT_ZONE);
    if (zone === undefined) throw new Error(`there is no load zone ${DEFAULT_ZONE}`);
    await stores.agents.createEnrolment({
      loadZoneId: zone.id,
      organizationId: organization.id,
      name: 'agent of the controller itself',
      hash,
      hint: hintOf(token),
      usesLeft: 1,
      createdBy: null,
      createdAtMs: nowMs,
      expiresAtMs: null,
    });
  }
  return { name: NAME, token, loadZone: DEFAULT_ZONE, hasCompany: await hasOthers(stores, token) };
}

async function hasOthers(stores: Stores, token: string): Promise<boolean> {
  const own = hashSecret(`${token} ${NAME}`);
  for (const { id } of await stores.users.organizations()) {
    const agents = await stores.agents.ofOrganization(id);
    if (agents.some(({ hash }) => hash !== own)) return true;
  }
  return false;
}
