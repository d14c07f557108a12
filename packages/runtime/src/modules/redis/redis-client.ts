import type { VUContext } from '../../vu/vu-context.ts';
import type { RedisOptions } from './client-options.ts';
import type { RedisCommand } from './commands.ts';
import { connectToRedis, type RedisConnection } from './connection.ts';
import { RedisError, type Reply } from './resp-reader.ts';

/** What is behind a Client of a script: it connects when it is first used, and again when it has to. */
export class RedisClient {
  readonly #vu: VUContext;
  readonly #options: RedisOptions;
  #connecting: Promise<RedisConnection> | undefined;

  constructor(vu: VUContext, options: RedisOptions) {
    this.#vu = vu;
    this.#options = options;
  }

  /** @throws RedisError */
  async perform(command: RedisCommand, args: readonly unknown[]): Promise<Reply> {
    if (this.#vu.stage === 'init') {
      throw new RedisError('using a Redis client in the init context is not supported');
    }
    const words = command.words(args.map(argumentText));
    const connection = await this.#connection();
    const reply = await connection.send(words);
    if (reply instanceof RedisError) throw reply;
    return reply;
  }

  /** Commands that are sent at once share a connection. */
  #connection(): Promise<RedisConnection> {
    this.#connecting ??= this.#connect();
    return this.#connecting;
  }

  async #connect(): Promise<RedisConnection> {
    const forget = (): void => {
      this.#connecting = undefined;
    };
    try {
      return await connectToRedis(this.#vu, this.#options, forget);
    } catch (error) {
      forget();
      throw error;
    }
  }
}

function argumentText(value: unknown, index: number): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? '1' : '0';
    default:
      throw new RedisError(
        `unsupported type provided for argument at index ${index}, supported types are string, number, and boolean`,
      );
  }
}
