import { jsonSyntaxProblem } from '@squall/core';
import { RequestFailure } from './answer.ts';
import type { ControlledRun } from './controlled-run.ts';

interface SetupDocument {
  readonly data: {
    readonly type: 'setupData';
    readonly id: 'default';
    readonly attributes: { readonly data?: unknown };
  };
}

/** What `setup()` returned, as `/v1/setup` tells it. */
export function setupDocument({ setupDataJson }: Pick<ControlledRun, 'setupDataJson'>): SetupDocument {
  const data: unknown = setupDataJson === undefined ? null : JSON.parse(setupDataJson);
  return { data: { type: 'setupData', id: 'default', attributes: data === null ? {} : { data } } };
}

/** Puts something else in its place; an empty body for nothing. @throws RequestFailure */
export function replaceSetupData(control: Pick<ControlledRun, 'setupDataJson'>, body: string): void {
  const problem = body === '' ? undefined : jsonSyntaxProblem(body);
  if (problem !== undefined) throw new RequestFailure(400, 'Error parsing request body', problem);
  control.setupDataJson = body === '' ? undefined : body;
}

/** Runs `setup()` or `teardown()`. @throws RequestFailure when it fails. */
export async function callStage(stage: 'setup' | 'teardown', call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    throw new RequestFailure(500, `Error executing ${stage}`, (error as Error).message);
  }
}
