import type { BuiltinModule } from '../builtin-module.ts';
import { streamClasses } from './stream-classes.ts';

/** The module `k6/experimental/streams`. */
export const streamsModule: BuiltinModule = {
  specifier: 'k6/experimental/streams',
  instantiate: ({ realm }) => ({ named: streamClasses(realm) }),
};
