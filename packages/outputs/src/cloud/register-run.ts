import { type LogLevel, UserError } from '@squall/core';
import type { ControllerAccess, OutputContext } from '../output-context.ts';
import type { CloudApi } from './cloud-api.ts';

interface RegisteredRun {
  readonly id: string;
  /** Settings the server would like to have. */
  readonly wishes: unknown;
}

interface Answer {
  readonly reference_id?: unknown;
  readonly config?: unknown;
  readonly logs?: readonly { readonly level?: string; readonly message?: string }[];
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warning', 'error'];

/** Announces the run. @throws UserError when there is nobody who takes it */
export async function registerRun(
  api: CloudApi,
  access: ControllerAccess,
  { test, log }: Pick<OutputContext, 'test' | 'log'>,
): Promise<RegisteredRun> {
  const answer = await announce(api, access, {
    name: access.testName,
    ...(access.projectId === undefined ? {} : { project_id: access.projectId }),
    vus: test.maxVUs,
    thresholds: test.thresholds,
    duration: Math.ceil(test.maxDurationMs / 1000),
  });
  for (const { level, message } of answer?.logs ?? []) {
    log.log(LEVELS.find((known) => known === level) ?? 'error', String(message));
  }
  if (typeof answer?.reference_id === 'string' && answer.reference_id !== '') {
    return { id: answer.reference_id, wishes: answer.config };
  }
  throw new UserError('INVALID_OUTPUT', "could not start the 'cloud' output: failed to get a reference ID");
}

async function announce(
  api: CloudApi,
  { url, token }: ControllerAccess,
  run: unknown,
): Promise<Answer | undefined> {
  try {
    return (await api.call('/v1/tests', run)) as Answer | undefined;
  } catch (error) {
    const reason = (error as Error).message;
    throw new UserError('INVALID_OUTPUT', `could not start the 'cloud' output at ${url}: ${reason}`, {
      hint:
        token === undefined
          ? 'log in with `squall cloud login --token TOKEN`, or set K6_CLOUD_TOKEN'
          : 'say where the controller is with K6_CLOUD_HOST or `squall cloud login --host`',
      cause: error,
    });
  }
}
