import type { Tenure } from './tenure.ts';

/** The wanted one if it is among them and connected, otherwise one that is connected, otherwise any. */
export function preferred(tenures: readonly Tenure[], wanted: Tenure | undefined): Tenure | undefined {
  const connected = tenures.filter(({ agent }) => agent.isConnected);
  return connected.find((tenure) => tenure === wanted) ?? connected[0] ?? tenures[0];
}
