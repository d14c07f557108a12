import { selectJson } from '../http/gjson/select-json.ts';
import type { SecretServer } from './secret-source.ts';

/** No secret came; scripts see the message. */
export class SecretFailure extends Error {}

const LARGEST_ANSWER_BYTES = 24 * 1024;
const JITTER_MS = 1000;

/** What waiting costs; replaced in tests. */
export type Pause = (ms: number) => Promise<void>;

/** Asks a server for one secret, again when that may help. @throws SecretFailure */
export async function fetchSecret(server: SecretServer, key: string, pause: Pause): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await ask(server, key);
    if (typeof outcome === 'string') return extractSecret(server, outcome);
    if (!outcome.mayHelpToRetry || attempt > server.maxRetries) throw outcome.failure;
    const backoffMs = (server.retryBackoffMs / 1000) ** attempt * 1000;
    await pause(backoffMs + Math.random() * JITTER_MS);
  }
}

interface Refusal {
  readonly failure: SecretFailure;
  readonly mayHelpToRetry: boolean;
}

async function ask(server: SecretServer, key: string): Promise<string | Refusal> {
  const { urlTemplate, method, headers, timeoutMs } = server;
  try {
    const response = await fetch(urlTemplate.replaceAll('{key}', encodeURIComponent(key)), {
      method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return await readAnswer(response);
    await response.body?.cancel();
    return {
      failure: new SecretFailure(`status code ${response.status}: failed to get secret`),
      mayHelpToRetry: response.status === 429 || response.status >= 500,
    };
  } catch (error) {
    if (error instanceof SecretFailure) return { failure: error, mayHelpToRetry: false };
    const failure = new SecretFailure(`failed to get secret: ${reasonOf(error)}`);
    return { failure, mayHelpToRetry: true };
  }
}

async function readAnswer(response: Response): Promise<string> {
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length <= LARGEST_ANSWER_BYTES) return bytes.toString('utf8');
  throw new SecretFailure(`secret response exceeds maximum size of ${LARGEST_ANSWER_BYTES} bytes`);
}

function extractSecret({ responsePath }: SecretServer, answer: string): string {
  if (responsePath === '') return answer;
  const found = selectJson(answer, responsePath);
  const value: unknown = found === undefined ? undefined : JSON.parse(found);
  if (typeof value === 'string') return value;
  const reason = found === undefined ? 'not found' : 'not a string';
  throw new SecretFailure(`failed to extract secret: ${responsePath} is ${reason} in the response`);
}

/** `fetch` hides what happened in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
