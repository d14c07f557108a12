import { UserError } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { withGetters } from './getters.ts';

/** `exec.test`: the options of the run, and the ways a script may end it. */
export function createTestObject(vu: VUContext): object {
  const { realm } = vu;
  const object = withGetters(realm, { options: () => exportedOptions(vu) });
  const functions = { abort: createAbort(vu), fail: createFail(vu) };
  for (const [name, value] of Object.entries(functions))
    Object.defineProperty(object, name, { value, enumerable: true });
  return object;
}

const frozenOptions = new WeakMap<object, object>();

function exportedOptions({ stage, realm, test }: VUContext): object {
  if (stage === 'init' || test.options === undefined) {
    throw realm.goError('getting test options in the init context is not supported');
  }
  const { exported } = test.options;
  const known = frozenOptions.get(exported);
  if (known !== undefined) return known;
  const frozen = deeplyFrozen(realm.clone(exported));
  frozenOptions.set(exported, frozen);
  return frozen;
}

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const child of Object.values(value)) deeplyFrozen(child);
  return Object.freeze(value);
}

const initAborts = new WeakMap<VUContext, UserError>();

/** What the VU's init code, which was interrupted, gave as the reason to abort the test. */
export function initAbortOf(vu: VUContext): UserError | undefined {
  return initAborts.get(vu);
}

function createAbort(vu: VUContext): AnyFunction {
  const { realm } = vu;
  return realm.suspendable('abort', 1, function* (reason: unknown) {
    const text = abortText(vu, reason);
    // No run is there to be stopped yet; the init code just fails.
    if (vu.stage === 'init') initAborts.set(vu, new UserError('SCRIPT_ABORTED', text));
    // The test is over by then; only the function ends.
    else if (vu.stage === 'summary') vu.log.log('error', text);
    else vu.test.abort(text, vu);
    yield vu.loop.abort();
  });
}

function abortText({ stage, realm }: VUContext, reason: unknown): string {
  const text = withReason('test aborted', reason, realm);
  const isPlain = stage === 'setup' || stage === 'teardown';
  const position = isPlain ? undefined : realm.currentPosition();
  return position === undefined ? text : `${text} at ${position}`;
}

function createFail(vu: VUContext): AnyFunction {
  const { realm } = vu;
  return realm.native('fail', 1, (reason: unknown) => {
    if (vu.stage === 'init') throw realm.goError('execution.test.fail() called outside of VU context');
    const text = withReason('test marked as failed', reason, realm);
    vu.log.log('error', text);
    vu.test.fail(text);
  });
}

function withReason(text: string, reason: unknown, { intrinsics }: Realm): string {
  return reason === undefined ? text : `${text}: ${intrinsics.String(reason)}`;
}
