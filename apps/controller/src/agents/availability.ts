import type { Clock } from '@squall/core';
import type { Stores } from '../storage/stores.ts';

/** Agents that are connected are seen every few seconds. */
const SEEN_WITHIN_MS = 30_000;

/** Load zones in which an organization has an agent right now. */
export async function zonesWithAgents(
  { stores, clock }: { readonly stores: Stores; readonly clock: Clock },
  organizationId: number,
): Promise<ReadonlySet<number>> {
  const nowMs = clock.wallMs();
  const agents = await stores.agents.ofOrganization(organizationId);
  return new Set(
    agents
      .filter(
        ({ revokedAtMs, lastSeenAtMs }) => revokedAtMs === null && nowMs - lastSeenAtMs < SEEN_WITHIN_MS,
      )
      .map(({ loadZoneId }) => loadZoneId),
  );
}
