import { isUserError } from '@squall/core';
import type { RunRequest } from '../engine-calls.ts';
import type { RestServer } from './rest-server.ts';

/**
 * The REST API of a run, if somebody wants one. An address from the environment may be meant for other programs too:
 * when it is taken, the run goes on without.
 * @throws UserError when the one given with the flag cannot be had.
 */
export async function openRest({ global, log }: RunRequest): Promise<RestServer | undefined> {
  if (global.address === '') return undefined;
  // Loaded only when asked for: most runs need no server.
  const { RestServer } = await import('./rest-server.ts');
  try {
    return await RestServer.open(global.address, log);
  } catch (error) {
    if (global.isAddressRequired || !isUserError(error)) throw error;
    log.log('warning', 'The REST API cannot be started', { error: error.message });
    return undefined;
  }
}
