import { isUserError } from '@squall/core';
import { BlockingAnalysis } from '../compiler/analysis/blocking.ts';
import { modelModule } from '../compiler/analysis/module-model.ts';
import { compileModule } from '../compiler/compile.ts';
import type { ScriptRealm } from '../sandbox/realm.ts';
import { advance } from '../sandbox/suspension.ts';
import type { AnyFunction } from '../vu/operation.ts';
import type { ModuleBody } from './program.ts';

// Scripts may make a new text for each iteration; a full cache is emptied rather than tracked for recency.
const CACHE_LIMIT = 1000;

const NO_MODULES = { get: () => undefined };

/** Compiles functions made from text (`new Function`), so that their code sees the globals of its VU. */
export function createFunctionCompiler(realm: ScriptRealm): (text: string) => AnyFunction {
  const entry = () => realm.current.scope?.entry;
  const scope = {
    imports: [],
    get require() {
      return entry()?.require;
    },
    get open() {
      return entry()?.open;
    },
  };
  const bodies = new Map<string, ModuleBody>();
  return (text) => {
    let body = bodies.get(text);
    if (body === undefined) {
      body = compileText(realm, text);
      if (bodies.size >= CACHE_LIMIT) bodies.clear();
      bodies.set(text, body);
    }
    const module = realm.createObject();
    advance(body(scope, realm.current.global, {}, module, undefined));
    return module.exports as AnyFunction;
  };
}

function compileText(realm: ScriptRealm, text: string): ModuleBody {
  const url = 'anonymous';
  try {
    const code = `module.exports=${text}`;
    const model = modelModule({ url, code, map: undefined });
    const analysis = new BlockingAnalysis(NO_MODULES);
    analysis.add([model]);
    const input = {
      model,
      graph: NO_MODULES,
      analysis,
      overridden: new Set<string>(),
      isCyclicWith: () => false,
    };
    const factory = realm.evaluate(compileModule(input).code, url) as (forModules: unknown) => ModuleBody;
    return factory(realm.forModules);
  } catch (error) {
    if (!isUserError(error)) throw error;
    throw new realm.intrinsics.SyntaxError(error.message.replace(/^.*? Line \d+:\d+ /, ''));
  }
}
