import { parseScenario, type ScenarioConfig } from '../../executors/executors.ts';
import { isRecord, type Place, typeMismatch } from './option-error.ts';
import type { OptionType } from './option-type.ts';
import { sortedByKey } from './sorted-entries.ts';

/** By name, in the order written. */
export type Scenarios = Readonly<Record<string, ScenarioConfig>>;

function fromJSON(json: unknown, place: Place): Scenarios {
  if (!isRecord(json)) throw typeMismatch(json, place, 'map[string]lib.ExecutorConfig');
  return Object.fromEntries(
    Object.entries(json).map(([name, scenario]) => [name, parseScenario(name, scenario)]),
  );
}

export const scenarios: OptionType<Scenarios> = {
  goType: 'lib.ScenarioConfigs',
  flagKind: 'string',
  fromJSON,
  fromEnv: () => undefined,
  fromFlag: () => undefined,
  toJSON: (value) =>
    sortedByKey(Object.fromEntries(Object.entries(value).map(([name, { json }]) => [name, json]))),
};
