import {
  decodeFromAgent,
  type Hello,
  PROTOCOL_VERSION,
  protocolVersionOf,
  type RefusalReason,
  type WireData,
} from '@squall/protocol';
import type { Agent } from './agent.ts';

export type Greeting =
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly message: string }
  | {
      readonly kind: 'welcome';
      readonly hello: Hello;
      /** The agent comes back. */
      readonly known: Agent | undefined;
      /** Another process had that name, and has lost its connection or been silent for too long. */
      readonly replaces: Agent | undefined;
    };

interface Doorkeeper {
  readonly agents: ReadonlyMap<string, Agent>;
  authenticate(credential: string): boolean;
  /** Whether an agent that is connected has been heard lately. */
  isAlive(agent: Agent): boolean;
}

/** Judges the first message of a connection. @throws ProtocolError */
export function greet(data: WireData, { agents, authenticate, isAlive }: Doorkeeper): Greeting {
  const version = protocolVersionOf(data);
  if (version !== undefined && version !== PROTOCOL_VERSION) return otherVersion(version);
  const hello = decodeFromAgent(data);
  if (hello.type !== 'hello') return refused('protocol-error', 'the first message must be a greeting');
  if (!authenticate(hello.credential)) return refused('credential', 'the token is wrong or has expired');
  const known = agents.get(hello.agentId);
  const namesake = [...agents.values()].find(
    (agent) => agent.name === hello.name && agent.id !== hello.agentId && !agent.hasLeft,
  );
  if (namesake?.isConnected === true && isAlive(namesake)) {
    return refused(
      'name-taken',
      `there is an agent named '${hello.name}' already: choose another name with --name`,
    );
  }
  return { kind: 'welcome', hello, known, replaces: namesake };
}

function otherVersion(version: number): Greeting {
  return refused(
    'protocol-version',
    `this agent speaks version ${version} of the protocol, the coordinator version ${PROTOCOL_VERSION}: ` +
      'install the same version of Squall on both',
  );
}

const refused = (reason: RefusalReason, message: string): Greeting => ({ kind: 'refused', reason, message });
