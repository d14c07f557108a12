import { jsonSyntaxProblem } from '@squall/core';
import { ControlRefusal, type RunPhase, type RunStatus } from '@squall/engine';
import { RequestFailure } from './answer.ts';
import type { ControlledRun } from './controlled-run.ts';

/** Numbers k6 has for the states of a run. */
const CODES: Readonly<Record<RunPhase, number>> = {
  init: 1,
  paused: 4,
  setup: 6,
  running: 7,
  teardown: 8,
  ended: 9,
};
const INTERRUPTED = 10;
const MARKED_AS_FAILED = 11;

/** The state of a run as `/v1/status` tells it. */
export interface StatusAttributes {
  readonly status: number;
  readonly paused: boolean;
  readonly vus: number;
  readonly 'vus-max': number;
  readonly stopped: boolean;
  readonly running: boolean;
  readonly tainted: boolean;
}

export interface StatusDocument {
  readonly data: { readonly type: 'status'; readonly id: 'default'; readonly attributes: StatusAttributes };
}

export function statusDocument(status: RunStatus): StatusDocument {
  return {
    data: {
      type: 'status',
      id: 'default',
      attributes: {
        status: codeOf(status),
        paused: status.isPaused,
        vus: status.activeVUs,
        'vus-max': status.initialisedVUs,
        stopped: status.isStopped,
        running: status.isRunning,
        tainted: status.isTainted,
      },
    },
  };
}

function codeOf({ phase, isStopped, isMarkedAsFailed }: RunStatus): number {
  if (isStopped) return INTERRUPTED;
  return phase === 'ended' && isMarkedAsFailed ? MARKED_AS_FAILED : CODES[phase];
}

/** What somebody wants to be different. */
interface StatusChange {
  readonly paused: boolean | undefined;
  readonly vus: number | undefined;
  readonly maxVUs: number | undefined;
  readonly stopped: boolean;
}

/** Does what the body of a request asks for. @throws RequestFailure */
export function changeStatus(control: ControlledRun, body: string): void {
  const { stopped, paused, vus, maxVUs } = parseChange(body);
  if (stopped) return control.stop();
  if (paused !== undefined) attempt('Pause error', () => (paused ? control.pause() : control.resume()));
  if (vus === undefined && maxVUs === undefined) return;
  attempt('Execution config error', () => control.scale(vus, maxVUs));
}

function attempt(title: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof ControlRefusal)) throw error;
    throw new RequestFailure(error.kind === 'invalid' ? 400 : 500, title, error.message);
  }
}

function parseChange(body: string): StatusChange {
  const problem = jsonSyntaxProblem(body);
  if (problem !== undefined) throw invalidData(problem);
  const document: unknown = JSON.parse(body);
  const attributes = fieldOf(fieldOf(document, 'data'), 'attributes');
  return {
    paused: booleanIn(attributes, 'paused'),
    vus: integerIn(attributes, 'vus'),
    maxVUs: integerIn(attributes, 'vus-max'),
    stopped: booleanIn(attributes, 'stopped') ?? false,
  };
}

function fieldOf(value: unknown, name: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return (value as Record<string, unknown>)[name];
  throw invalidData(`'${name}' must be in an object`);
}

function booleanIn(attributes: unknown, name: string): boolean | undefined {
  const value = fieldOf(attributes, name) ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalidData(`'${name}' must be true or false`);
}

function integerIn(attributes: unknown, name: string): number | undefined {
  const value = fieldOf(attributes, name) ?? undefined;
  if (value === undefined || Number.isSafeInteger(value)) return value as number | undefined;
  throw invalidData(`'${name}' must be a whole number`);
}

const invalidData = (detail: string): RequestFailure => new RequestFailure(400, 'Invalid data', detail);
