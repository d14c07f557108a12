import { executorOf, type ScenarioConfig, UserError } from '@squall/core';

/** Agents cannot be told yet how many VUs somebody wants in the middle of a run. @throws UserError */
export function refuseControlled(scenarios: Readonly<Record<string, ScenarioConfig>>): void {
  for (const [name, config] of Object.entries(scenarios)) {
    if (executorOf(config).initialSetting === undefined) continue;
    throw new UserError(
      'UNSUPPORTED',
      `a run over several machines does not support ${config.executor}, which scenario '${name}' asks for`,
    );
  }
}
