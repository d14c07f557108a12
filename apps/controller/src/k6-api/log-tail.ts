import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { repeat } from '@squall/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { secretIn } from '../http/authenticate.ts';
import type { RunLogLine } from '../runs/run-logs.ts';
import type { Services } from '../services.ts';

const PATH = '/api/v1/tail';
const LOOK_EVERY_MS = 500;
const LINES_AT_ONCE = 500;
const MAX_INCOMING_BYTES = 1024;

/** Somebody whose rights end does not see more than this of what comes afterwards. */
const CHECK_EVERY_MS = 5_000;
/** Of the WebSocket protocol: who listens may not, or not any more. */
const POLICY_VIOLATION = 1008;

interface Tail {
  /** Of who listens. */
  readonly secret: string;
  readonly runId: number;
  /** Nanoseconds since the epoch; older lines are not wanted. */
  readonly sinceNs: bigint;
}

/** The log lines of a run as they arrive, over a WebSocket: what `k6 cloud run` shows below its progress. */
export class LogTail {
  readonly #services: Services;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_INCOMING_BYTES });

  constructor(services: Services) {
    this.#services = services;
  }

  /** Takes an upgrade that is for it; false when it is not. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!request.url?.startsWith(`${PATH}?`)) return false;
    void this.#admit(request).then(
      (tail) => {
        if (tail === undefined) return refuse(socket);
        this.#sockets.handleUpgrade(request, socket, head, (client) => this.#serve(client, tail));
      },
      (error: Error) => {
        this.#services.log.log('error', 'a log tail failed', { error: error.message });
        socket.destroy();
      },
    );
    return true;
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  async #admit({ url = '', headers }: IncomingMessage): Promise<Tail | undefined> {
    const secret = secretIn(headers.authorization ?? '');
    const tail = parseTail(url, secret);
    return tail !== undefined && (await this.#isAllowed(tail)) ? tail : undefined;
  }

  async #isAllowed({ secret, runId }: Tail): Promise<boolean> {
    const { identifier, access, stores } = this.#services;
    const principal = await identifier.bySecret(secret);
    if (principal?.kind !== 'user') return false;
    const run = await stores.runs.byId(runId);
    return run !== undefined && (await access.grant(principal, run.projectId)) !== undefined;
  }

  #serve(client: WebSocket, tail: Tail): void {
    const { runId, sinceNs } = tail;
    const { clock, stores, log } = this.#services;
    let afterId = 0;
    let isLooking = false;
    let checkAtMs = clock.now() + CHECK_EVERY_MS;
    const look = async () => {
      if (clock.now() >= checkAtMs) {
        if (!(await this.#isAllowed(tail))) return client.close(POLICY_VIOLATION, 'not allowed any more');
        checkAtMs = clock.now() + CHECK_EVERY_MS;
      }
      const lines = await stores.logs.ofRun(runId, afterId, LINES_AT_ONCE);
      afterId = lines.at(-1)?.id ?? afterId;
      const wanted = lines.filter(({ timeNs }) => BigInt(timeNs) >= sinceNs);
      if (wanted.length > 0) client.send(JSON.stringify({ streams: wanted.map(viewLine) }));
    };
    const looking = repeat(clock, LOOK_EVERY_MS, () => {
      if (isLooking) return;
      isLooking = true;
      look()
        .catch((error: Error) => log.log('error', 'a log tail failed', { error: error.message }))
        .finally(() => {
          isLooking = false;
        });
    });
    client.on('close', () => looking.cancel());
    client.on('error', () => client.terminate());
  }
}

/** The client puts braces and quotes into the address as they are. */
function parseTail(url: string, secret: string): Tail | undefined {
  const { searchParams } = new URL(url, 'http://controller');
  const [, runId] = /^\{test_run_id="(\d{1,15})"\}$/.exec(searchParams.get('query') ?? '') ?? [];
  if (runId === undefined) return undefined;
  const since = searchParams.get('start') ?? '';
  return { secret, runId: Number(runId), sinceNs: /^\d{1,20}$/.test(since) ? BigInt(since) : 0n };
}

function viewLine({ level, labels, timeNs, line }: RunLogLine) {
  return { stream: { ...labels, level }, values: [[timeNs, line]] };
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
