import type { GeneratorHealth } from '../api/types/results.ts';
import type { Tone } from './run-status.ts';

interface GeneratorState {
  readonly tone: Tone;
  readonly text: string;
  readonly reason?: string;
}

/** Above these a machine no longer makes the load it should. */
const BUSY_CPU = 0.85;
const LATE_MS = 500;
const SKEWED_MS = 1000;

export function stateOfGenerator(generator: GeneratorHealth): GeneratorState {
  const { isLost, lossReason, cpuShare, maxLagMs, clockSkewMs } = generator;
  if (isLost) return { tone: 'bad', text: 'Lost', ...(lossReason !== null && { reason: lossReason }) };
  if (maxLagMs > LATE_MS) return { tone: 'warn', text: 'Late', reason: 'iterations started late' };
  if ((peak(cpuShare) ?? 0) > BUSY_CPU) return { tone: 'warn', text: 'Saturated', reason: 'little CPU left' };
  if (Math.abs(clockSkewMs ?? 0) > SKEWED_MS)
    return { tone: 'warn', text: 'Skewed', reason: 'its clock is off' };
  return { tone: 'good', text: 'Healthy' };
}

export function peak(column: readonly (number | null)[]): number | null {
  return column.reduce((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
}
