import type { Finder, GeneratorFacts } from './insight.ts';
import { milliseconds, percent, some } from './number-text.ts';

const BUSY_CPU = 0.9;
const LATE_MS = 100;
/** For that share of the time at least; a moment of it is nothing. */
const OFTEN = 0.1;
const SKEWED_MS = 500;

export const generatorSaturated: Finder = ({ generators }) => {
  const saturated = generators.flatMap(({ agent, cpuShare, lagMs }) => {
    const busy = shareAbove(cpuShare, BUSY_CPU);
    const late = shareAbove(lagMs, LATE_MS);
    if (busy < OFTEN && late < OFTEN) return [];
    return [
      late >= OFTEN
        ? `${agent} (late by up to ${milliseconds(Math.max(...numbersOf(lagMs)))})`
        : `${agent} (processor busy ${percent(busy)} of the time)`,
    ];
  });
  if (saturated.length === 0) return undefined;
  return {
    kind: 'generator-saturated',
    level: 'problem',
    title: 'A load generator was at its limit',
    text: `${some(saturated)}. What was measured there includes waiting on the generator itself, so response times look longer than they were. Spread the load over more agents or larger machines.`,
  };
};

export const agentLost: Finder = ({ generators }) => {
  const lost = generators.filter(({ isLost }) => isLost);
  if (lost.length === 0) return undefined;
  const unreplaced = lost.filter((one) => !generators.some((other) => replaces(other, one)));
  const names = lost.map(({ agent, lossReason }) =>
    lossReason === null ? agent : `${agent} (${lossReason})`,
  );
  return unreplaced.length === 0
    ? {
        kind: 'agent-replaced',
        level: 'warning',
        title: 'A load generator was replaced during the run',
        text: `Lost: ${some(names)}. Another one took over its part of the load; in between there was less load than planned.`,
      }
    : {
        kind: 'agent-lost',
        level: 'problem',
        title: 'A load generator was lost during the run',
        text: `Lost: ${some(names)}. Its part of the load was missing from then on.`,
      };
};

export const clockSkew: Finder = ({ generators }) => {
  const skewed = generators.filter(({ clockSkewMs }) => Math.abs(clockSkewMs ?? 0) >= SKEWED_MS);
  if (skewed.length === 0) return undefined;
  const names = skewed.map(({ agent, clockSkewMs }) => `${agent} (${signed(clockSkewMs ?? 0)})`);
  return {
    kind: 'clock-skew',
    level: 'warning',
    title: 'The clock of a load generator is wrong',
    text: `Against that of the controller: ${some([...new Set(names)])}. Times in logs and raw samples of that machine are off by so much; the results here are not, as they go by the time of the test. Set it with NTP.`,
  };
};

function replaces(other: GeneratorFacts, lost: GeneratorFacts): boolean {
  return other.instance === lost.instance && other.epoch > lost.epoch && !other.isLost;
}

function shareAbove(values: readonly (number | null)[], limit: number): number {
  const known = numbersOf(values);
  return known.length === 0 ? 0 : known.filter((value) => value > limit).length / known.length;
}

function numbersOf(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function signed(ms: number): string {
  return `${ms > 0 ? '+' : '−'}${milliseconds(Math.abs(ms))}`;
}
