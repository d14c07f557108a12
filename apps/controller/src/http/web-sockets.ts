import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { peerOf } from '@squall/coordinator';
import { WebSocketServer } from 'ws';
import { LogTail } from '../k6-api/log-tail.ts';
import type { Services } from '../services.ts';
import type { App } from './app.ts';

/** Agents connect to the address of the controller itself. */
const AGENTS_PATH = '/';
/** Setup data and summaries travel as one message each; frames and archive chunks are far smaller. */
const MAX_AGENT_MESSAGE_BYTES = 128 * 1024 * 1024;

/** Connections that stay: agents, who say who they are with their first message, and tails of logs. */
export function acceptWebSockets(app: App, services: Services): void {
  const tail = new LogTail(services);
  const agents = new WebSocketServer({ noServer: true, maxPayload: MAX_AGENT_MESSAGE_BYTES });
  app.server.on('upgrade', (request, socket, head) => {
    if (tail.take(request, socket, head)) return;
    if (pathOf(request) === AGENTS_PATH) {
      agents.handleUpgrade(request, socket, head, (client) => services.gate.accept(peerOf(client)));
    } else refuse(socket);
  });
  app.addHook('preClose', async () => {
    tail.close();
    services.gate.close();
    for (const client of agents.clients) client.terminate();
  });
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? '';
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
