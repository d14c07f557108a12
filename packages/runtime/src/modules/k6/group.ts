import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { SEPARATOR, SEPARATOR_IN_NAME } from './check.ts';

const NO_ARGUMENTS: readonly unknown[] = [];

/** `group(name, callback)`: what the callback records carries the group's path; its duration is recorded. */
export function createGroup(vu: VUContext): AnyFunction {
  const { realm } = vu;
  return realm.suspendable('group', 2, function* (name: unknown, callback: unknown) {
    requireCallback(vu, callback);
    const outerPath = vu.tags.get('group') ?? '';
    setGroup(vu, pathOf(vu, outerPath, name));
    const startedMs = vu.clock.now();
    // When the VU is interrupted this generator is dropped and `finally` does not run; the VU resets its tags.
    try {
      return yield* realm.call(callback, undefined, NO_ARGUMENTS);
    } finally {
      emitDuration(vu, vu.clock.now() - startedMs);
      setGroup(vu, outerPath);
    }
  });
}

function requireCallback({ stage, realm }: VUContext, callback: unknown): void {
  if (stage === 'init') throw realm.goError('Using group() in the init context is not supported');
  if (typeof callback !== 'function') {
    throw realm.goError('group() requires a callback as a second argument');
  }
  if (realm.isAsyncFunction(callback)) {
    throw realm.goError(
      'group() does not support async functions as arguments, please see https://grafana.com/docs/k6/latest/javascript-api/k6/group/ for more info',
    );
  }
}

function pathOf({ realm }: VUContext, outerPath: string, name: unknown): string {
  const text = name === undefined ? '' : (realm.intrinsics.String(name) as string);
  if (text.includes(SEPARATOR)) throw realm.goError(SEPARATOR_IN_NAME);
  return text === '' ? outerPath : outerPath + SEPARATOR + text;
}

function setGroup(vu: VUContext, path: string): void {
  vu.groupPath = path;
  if (vu.test.systemTags.has('group')) vu.tags = vu.tags.with('group', path);
}

function emitDuration(vu: VUContext, durationMs: number): void {
  vu.emit(vu.recorder.series(vu.test.metrics.group_duration, vu.tags), durationMs, vu.clock.wallMs());
}
