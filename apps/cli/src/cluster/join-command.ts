import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { ZoneDemand } from '@squall/coordinator';
import { TOKEN_VARIABLE } from '../flags/cluster-flags.ts';
import { formatAddress, type NetworkAddress } from '../flags/network-address.ts';
import { agentCount } from './agent-count.ts';

export interface Invitation {
  readonly address: NetworkAddress;
  readonly isSecure: boolean;
  /** Undefined when the user knows it already: then it need not appear in a log. */
  readonly token: string | undefined;
  readonly zones: readonly ZoneDemand[];
}

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** What to type on other machines to start the agents a run waits for. */
export function invitationText(invitation: Invitation, interfaces: Interfaces = networkInterfaces()): string {
  const total = agentCount(invitation.zones);
  const commands = invitation.zones.map(({ loadZone, agents }) => {
    const zone = loadZone === undefined ? '' : ` --zone ${quoted(loadZone)}`;
    const times = invitation.zones.length === 1 ? '' : `   # ${agents} of them`;
    return `    ${joinCommand(invitation, interfaces)}${zone}${times}`;
  });
  const what = total === 1 ? 'an agent. Start it with' : `${total} agents. Start them with`;
  return `Waiting for ${what}:\n\n${commands.join('\n')}\n\n`;
}

function joinCommand({ address, isSecure, token }: Invitation, interfaces: Interfaces): string {
  const { port } = address;
  const place = formatAddress({ host: reachableHost(address.host, interfaces), port });
  const where = isSecure ? `wss://${place}` : place;
  return `squall agent --join ${where} --token ${token ?? `"$${TOKEN_VARIABLE}"`}`;
}

/** Where others find this machine when it listens on all its addresses: the first that is not its own affair. */
function reachableHost(host: string, interfaces: Interfaces): string {
  if (host !== '0.0.0.0' && host !== '::') return host;
  const outside = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  const found = outside.find(({ family }) => family === 'IPv4') ?? (host === '::' ? outside[0] : undefined);
  return found?.address ?? '127.0.0.1';
}

function quoted(text: string): string {
  return /^[\w.:@%/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
