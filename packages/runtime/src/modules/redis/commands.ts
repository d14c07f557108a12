import type { Realm } from '../../sandbox/contract.ts';
import { RedisError, type Reply } from './resp-reader.ts';

/** What a script gets for an answer. */
type Conversion = (reply: Reply, realm: Realm) => unknown;

/** A method of a client: the words of its command and what its answer becomes. */
export interface RedisCommand {
  /** How many arguments it has at least. */
  readonly length: number;
  readonly words: (args: readonly string[]) => readonly string[];
  readonly result: Conversion;
}

/** Go's name for an answer that is nothing. */
const asIs: Conversion = (reply, realm) => {
  if (reply === null) throw new RedisError('redis: nil');
  return listed(reply, realm);
};

function listed(reply: Reply, realm: Realm): unknown {
  if (reply instanceof RedisError) return realm.goError(reply.message);
  return isList(reply) ? realm.createArray(reply.map((item) => listed(item, realm))) : reply;
}

const isList = (reply: Reply): reply is readonly Reply[] => Array.isArray(reply);

const flag: Conversion = (reply) => reply === 1;

const record: Conversion = (reply, realm) => {
  const object = realm.createObject();
  const items = isList(reply) ? reply : [];
  for (let index = 0; index < items.length; index += 2) {
    const key = String(items[index]);
    Object.defineProperty(object, key, {
      value: items[index + 1],
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return object;
};

/** A command named as its method, with the method's arguments. */
function plain(name: string, length: number, result: Conversion = asIs): [string, RedisCommand] {
  return [name, { length, words: (args) => [name.toUpperCase(), ...args], result }];
}

const set: RedisCommand = {
  length: 3,
  words: ([key = '', value = '', expiration]) => {
    const seconds = Number(expiration ?? 0);
    return ['SET', key, value, ...(seconds > 0 ? ['EX', String(seconds)] : [])];
  },
  result: asIs,
};

const sendCommand: RedisCommand = { length: 1, words: (args) => args, result: asIs };

export const COMMANDS: ReadonlyMap<string, RedisCommand> = new Map([
  ['set', set],
  ['sendCommand', sendCommand],
  ...['get', 'getDel', 'incr', 'decr', 'lpop', 'rpop', 'llen', 'hgetall', 'hkeys', 'hvals'].map((name) =>
    plain(name, 1, name === 'hgetall' ? record : asIs),
  ),
  ...['ttl', 'hlen', 'smembers', 'srandmember', 'spop', 'del', 'exists', 'mget'].map((name) =>
    plain(name, 1),
  ),
  ...['getSet', 'incrBy', 'decrBy', 'lpush', 'rpush', 'lindex', 'hget', 'hdel', 'sadd', 'srem'].map((name) =>
    plain(name, 2),
  ),
  ...['lrange', 'lset', 'lrem', 'hset', 'hincrby'].map((name) => plain(name, 3)),
  plain('randomKey', 0),
  plain('expire', 2, flag),
  plain('persist', 1, flag),
  plain('hsetnx', 3, flag),
  plain('sismember', 2, flag),
]);
