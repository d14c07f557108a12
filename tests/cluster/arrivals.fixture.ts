import type { Cluster, Sample } from './cluster.fixture.ts';

export interface ArrivalTest {
  /** Iterations per second of the whole test. */
  readonly rate: number;
  readonly seconds: number;
  /** Further code of the script. */
  readonly code?: string;
}

/** Iterations of numbers 0, 1, 2 …, each recorded; says when the first begins. */
export function arrivalScript({ rate, seconds, code = '' }: ArrivalTest): string {
  return `
    import exec from 'k6/execution';
    import { sleep } from 'k6';
    import { Counter } from 'k6/metrics';
    const ran = new Counter('ran');
    export const options = {
      scenarios: {
        main: {
          executor: 'constant-arrival-rate',
          rate: ${rate},
          duration: '${seconds}s',
          preAllocatedVUs: 12,
          gracefulStop: '1s',
        },
      },
    };
    export default function () {
      const n = exec.scenario.iterationInTest;
      if (n === 0) console.log('the load begins');
      ran.add(1, { n });
    }
    ${code}`;
}

export const LOAD_BEGINS = /the load begins/;

/**
 * Waits for the load, and says how many seconds of it a loss may cost with `replace`: two, and a window of one that was
 * not sent. On a machine so busy that preparing took long, it takes another agent as long.
 */
export async function untilLoad({ coordinator }: Cluster): Promise<number> {
  await coordinator.until(/\* 0: /);
  const preparingMs = performance.now();
  await coordinator.until(LOAD_BEGINS);
  return Math.max(3, 2 + (performance.now() - preparingMs) / 1000);
}

export const numbersOf = (samples: readonly Sample[]): number[] =>
  samples.map(({ tags }) => Number(tags.n)).sort((a, b) => a - b);

/** Which of the iterations that were due nobody reported, as times in seconds. */
export async function missingSeconds(cluster: Cluster, { rate, seconds }: ArrivalTest): Promise<number[]> {
  const done = new Set(numbersOf(await cluster.samples('ran')));
  const all = Array.from({ length: rate * seconds }, (_, n) => n);
  return all.filter((n) => !done.has(n)).map((n) => n / rate);
}

/** Name of the agent that printed this. */
export function printedBy(output: string, text: string): string {
  const line = output.split('\n').find((candidate) => candidate.includes(text)) ?? '';
  return /agent=(\S+)/.exec(line)?.[1] ?? '';
}

export const sleepSeconds = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
