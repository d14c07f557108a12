import type { Paint } from '@squall/core';

/** One of the parts a test is divided into. */
export interface InstanceEntry {
  readonly instance: number;
  readonly agent: string;
  /** Undefined when all are of the same zone. */
  readonly loadZone: string | undefined;
  /** Of the whole load, 0 to 1. */
  readonly share: number;
  readonly maxVUs: number;
}

const LABEL_WIDTH = 14;
/** More instances than this are summed up. */
const MAX_LINES = 20;

/** The block that says who executes how much, in the form of the header above it. */
export function renderInstances(instances: readonly InstanceEntry[], paint: Paint): string {
  const head = `${'instances'.padStart(LABEL_WIDTH)}: ${paint('cyan', String(instances.length))}`;
  const lines =
    instances.length > MAX_LINES ? [`${head}, ${sharesText(instances)}`] : [head, ...instances.map(lineOf)];
  return [...lines, ''].map((line) => `${line}\n`).join('');
}

function lineOf({ instance, agent, loadZone, share, maxVUs }: InstanceEntry): string {
  const zone = loadZone === undefined ? '' : ` (${loadZone})`;
  return `${' '.repeat(LABEL_WIDTH)}* ${instance}: ${agent}${zone}, ${percent(share)}, ${maxVUs} max VUs`;
}

function sharesText(instances: readonly InstanceEntry[]): string {
  const shares = instances.map(({ share }) => share);
  const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return least === most ? `${least} each` : `from ${least} to ${most}`;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
