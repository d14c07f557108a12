import { connectRest, showStatus } from '../rest/connect-rest.ts';
import type { CommandContext } from './command.ts';

/** Shows how a run is doing. */
export async function status(context: CommandContext): Promise<number> {
  const client = await connectRest(context, 'read the status of a run from it');
  return showStatus(context, await client.status());
}
