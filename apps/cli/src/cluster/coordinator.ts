import { randomBytes, timingSafeEqual } from 'node:crypto';
import { promises as files } from 'node:fs';
import { resolve } from 'node:path';
import {
  type AgentListener,
  AgentPool,
  DEFAULT_TIMING,
  type ListenOptions,
  listenForAgents,
} from '@squall/coordinator';
import { type Clock, UserError } from '@squall/core';
import type { ClusterRequest } from '../engine-calls.ts';
import type { NetworkAddress } from '../flags/network-address.ts';
import { agentCount } from './agent-count.ts';

const TOKEN_BYTES = 12;
const FEW_AGENTS = 20;
const LIVELY_HEARTBEAT_MS = 500;

/** The open port and whoever has joined through it. */
export class Coordinator implements AsyncDisposable {
  readonly pool: AgentPool;
  readonly token: string;
  readonly isSecure: boolean;
  readonly #listener: AgentListener;

  private constructor(
    pool: AgentPool,
    { token, isSecure }: { readonly token: string; readonly isSecure: boolean },
    listener: AgentListener,
  ) {
    this.pool = pool;
    this.token = token;
    this.isSecure = isSecure;
    this.#listener = listener;
  }

  /** Opens the port. @throws UserError when that is not possible */
  static async open(request: ClusterRequest, { clock }: { readonly clock: Clock }): Promise<Coordinator> {
    const tls = await readTls(request);
    const token = request.token ?? randomBytes(TOKEN_BYTES).toString('hex');
    const pool = new AgentPool({
      clock,
      log: request.log,
      timing: { heartbeatMs: heartbeatMs(request) },
      authenticate: (text) => isSame(text, token),
    });
    try {
      const options: ListenOptions = { ...request.listen, ...(tls === undefined ? {} : { tls }) };
      const listener = await listenForAgents(options, pool);
      return new Coordinator(pool, { token, isSecure: tls !== undefined }, listener);
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  /** Where it listens. */
  get address(): NetworkAddress {
    return this.#listener.address;
  }

  /** Tells the agents that it is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.pool.close();
    await this.#listener.close();
  }
}

/** A few agents can say more often how they are, so that the display is as lively as that of a run here. */
function heartbeatMs({ zones }: ClusterRequest): number {
  return agentCount(zones) <= FEW_AGENTS ? LIVELY_HEARTBEAT_MS : DEFAULT_TIMING.heartbeatMs;
}

/** In a time that says nothing of how much of it is right. */
function isSame(credential: string, token: string): boolean {
  const [given, wanted] = [Buffer.from(credential), Buffer.from(token)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readTls({ tls, workingDirectory }: ClusterRequest): Promise<ListenOptions['tls']> {
  if (tls === undefined) return undefined;
  const read = async (flag: string, file: string) => {
    try {
      return await files.readFile(resolve(workingDirectory, file));
    } catch (error) {
      throw new UserError('FILE_NOT_FOUND', `${flag}: ${(error as Error).message}`);
    }
  };
  return { cert: await read('--tls-cert', tls.certFile), key: await read('--tls-key', tls.keyFile) };
}
