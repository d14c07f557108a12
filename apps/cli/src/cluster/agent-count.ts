import type { ZoneDemand } from '@squall/coordinator';

/** How many agents take part in a run. */
export const agentCount = (zones: readonly ZoneDemand[]): number =>
  zones.reduce((sum, { agents }) => sum + agents, 0);
