import type { TagSet } from '@squall/core';
import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { withScriptTags } from '../script-tags.ts';

export const SEPARATOR = '::';
export const SEPARATOR_IN_NAME = `group and check names may not contain '${SEPARATOR}'`;
const ASYNC_PREDICATE =
  'the built-in check() does not support async functions as arguments. Use the JavaScript utils library as a replacement. Refer to https://grafana.com/docs/k6/latest/javascript-api/jslib/utils/check/ for more info';

/** `check(value, { name: predicate }, tags)`: records each predicate's outcome, true when all hold. */
export function createCheck(vu: VUContext): AnyFunction {
  const { realm } = vu;
  // Hot path: once or more per iteration.
  return realm.suspendable('check', 3, function* (...args: unknown[]) {
    const [value, sets, givenTags] = args;
    requireChecks(vu, args.length, sets);
    const timeMs = vu.clock.wallMs();
    const tags = withScriptTags(vu.tags, givenTags, realm);
    const predicates = sets as Readonly<Record<string, unknown>>;
    let allPassed = true;
    for (const name of Object.keys(predicates)) {
      const predicate = predicates[name];
      refuseBadEntry(vu, name, predicate);
      let outcome = predicate;
      if (typeof predicate === 'function') {
        try {
          outcome = realm.isSuspendable(predicate)
            ? yield* realm.call(predicate, undefined, [value])
            : predicate(value);
        } catch (error) {
          emitCheck(vu, tags, name, 0, timeMs);
          throw error;
        }
      }
      emitCheck(vu, tags, name, outcome ? 1 : 0, timeMs);
      if (!outcome) allPassed = false;
    }
    return allPassed;
  });
}

function requireChecks({ stage, realm }: VUContext, argumentCount: number, sets: unknown): void {
  if (stage === 'init') throw realm.goError('Using check() in the init context is not supported');
  if (argumentCount < 2) throw realm.goError('no checks provided to `check`');
  if (sets === undefined || sets === null)
    throw realm.typeError('Cannot convert undefined or null to object');
}

function refuseBadEntry({ realm }: VUContext, name: string, predicate: unknown): void {
  if (name.includes(SEPARATOR)) throw realm.goError(SEPARATOR_IN_NAME);
  if (realm.isAsyncFunction(predicate)) throw realm.goError(ASYNC_PREDICATE);
}

function emitCheck(vu: VUContext, tags: TagSet, name: string, value: 0 | 1, timeMs: number): void {
  const { test, recorder } = vu;
  const checkTags = test.systemTags.has('check') ? tags.with('check', name) : tags;
  vu.emit(recorder.series(test.metrics.checks, checkTags), value, timeMs);
}
