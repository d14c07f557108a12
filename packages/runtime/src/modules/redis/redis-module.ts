import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import { promiseOfWork } from '../host-promise.ts';
import { InvalidOptions, readRedisOptions } from './client-options.ts';
import { COMMANDS } from './commands.ts';
import { RedisClient } from './redis-client.ts';

/** The module `k6/x/redis`. */
export const redisModule: BuiltinModule = {
  specifier: 'k6/x/redis',
  instantiate(vu) {
    const { realm } = vu;
    const Client = constructible(realm, 'Client', 1, (options: unknown) => clientObject(vu, options));
    return { named: { Client }, default: Object.assign(realm.createObject(), { Client }) };
  },
};

function clientObject(vu: VUContext, options: unknown): object {
  const { realm, loop } = vu;
  const client = new RedisClient(vu, readOptions(vu, options));
  const object = realm.createObject();
  for (const [name, command] of COMMANDS) {
    object[name] = realm.native(name, command.length, (...args: unknown[]) =>
      promiseOfWork(loop, client.perform(command, args), {
        value: (reply) => converted(vu, () => command.result(reply, realm)),
        error: (error) => realm.goError((error as Error).message),
      }),
    );
  }
  return object;
}

function readOptions({ realm }: VUContext, options: unknown): ReturnType<typeof readRedisOptions> {
  try {
    return readRedisOptions(options);
  } catch (error) {
    if (error instanceof InvalidOptions) throw realm.goError(error.message);
    throw error;
  }
}

/** Nothing of the host may reach a script, not even an error. */
function converted({ realm }: VUContext, convert: () => unknown): unknown {
  try {
    return convert();
  } catch (error) {
    throw realm.goError((error as Error).message);
  }
}
