import { type ConstantArrivalRateConfig, constantArrivalRate } from './constant-arrival-rate.ts';
import { type ConstantVUsConfig, constantVUs } from './constant-vus.ts';
import type { Executor, ExecutorType } from './executor.ts';
import { type ExternallyControlledConfig, externallyControlled } from './externally-controlled.ts';
import { type PerVUIterationsConfig, perVUIterations } from './per-vu-iterations.ts';
import { type RampingArrivalRateConfig, rampingArrivalRate } from './ramping-arrival-rate.ts';
import { type RampingVUsConfig, rampingVUs } from './ramping-vus.ts';
import { validateBase, validateName } from './scenario-base.ts';
import { isObject, refuse, typeMismatch } from './scenario-fields.ts';
import { type SharedIterationsConfig, sharedIterations } from './shared-iterations.ts';

export type ScenarioConfig =
  | SharedIterationsConfig
  | PerVUIterationsConfig
  | ConstantVUsConfig
  | RampingVUsConfig
  | ConstantArrivalRateConfig
  | RampingArrivalRateConfig
  | ExternallyControlledConfig;

export const executors = {
  'shared-iterations': sharedIterations,
  'per-vu-iterations': perVUIterations,
  'constant-vus': constantVUs,
  'ramping-vus': rampingVUs,
  'constant-arrival-rate': constantArrivalRate,
  'ramping-arrival-rate': rampingArrivalRate,
  'externally-controlled': externallyControlled,
} satisfies { [T in ExecutorType]: Executor<Extract<ScenarioConfig, { executor: T }>> };

/** The executor of a configuration: hand it no other configuration than that one. */
export function executorOf(config: ScenarioConfig): Executor<ScenarioConfig> {
  return executors[config.executor];
}

/**
 * One entry of `options.scenarios`.
 * @throws UserError in k6's words.
 */
export function parseScenario(name: string, json: unknown): ScenarioConfig {
  if (!isObject(json))
    throw typeMismatch(json, { struct: 'Options', field: 'scenarios' }, 'executor.protoConfig');
  const type = Object.entries(json).find(([key]) => key.toLowerCase() === 'executor')?.[1] ?? '';
  if (type === '') throw refuse(`scenario '${name}' doesn't have a specified executor type`);
  if (typeof type !== 'string')
    throw typeMismatch(type, { struct: 'protoConfig', field: 'executor' }, 'string');
  if (!isExecutorType(type)) throw refuse(`unknown executor type '${type}'`);
  return executors[type].parse(json);
}

/** Everything wrong with a scenario but a missing `exec` function, in k6's words and order. */
export function validateScenario(name: string, config: ScenarioConfig): string[] {
  return [...validateName(name), ...validateBase(config), ...executorOf(config).validate(config)];
}

export const isExecutorType = (text: string): text is ExecutorType => Object.hasOwn(executors, text);
