import { isUserError, UserError } from '@squall/core';
import { folderUrlOf } from '../loader/file-url.ts';
import type { ModuleExports } from '../modules/builtin-module.ts';
import { initAbortOf } from '../modules/execution/test-object.ts';
import type { OpenCall } from '../program/program.ts';
import type { ProgramInstance } from '../program/program-instance.ts';
import type { Completion } from '../sandbox/contract.ts';
import type { VUScope } from '../sandbox/vu-scope.ts';
import { decodeText } from '../transport/decode-text.ts';
import type { ThreadContext } from '../vu/thread-context.ts';
import { type ScriptExports, VU, type VUIdentity } from '../vu/vu.ts';
import type { LoadedProgram } from './load-script.ts';

/** Makes a VU and runs the init code in it. @throws UserError when that fails. */
export async function initVU(
  loaded: LoadedProgram,
  thread: ThreadContext,
  identity: VUIdentity,
  settings: { readonly settledOptionsJson?: string },
): Promise<VU> {
  const vu = new VU(thread, identity);
  loaded.globals.define(vu);
  const instance = instantiate(loaded, vu, settings.settledOptionsJson === undefined);
  const completion = await new Promise<Completion>((resolve) => {
    const immediate = vu.loop.runBody(instance.evaluate(), resolve);
    if (immediate !== undefined) resolve(immediate);
  });
  if (completion.kind !== 'returned') throw initError(loaded, vu, completion);
  if (loaded.isNeverSettled(completion.value)) {
    throw new UserError('SCRIPT_EXCEPTION', 'the init code awaits a promise that is never settled');
  }
  const exports = instance.exported as ScriptExports;
  if (settings.settledOptionsJson !== undefined) settleOptions(loaded, exports, settings.settledOptionsJson);
  vu.initialised(exports);
  return vu;
}

function instantiate(loaded: LoadedProgram, vu: VU, isFirst: boolean): ProgramInstance {
  return loaded.program.instantiate({
    scope: vu.scope as VUScope,
    builtin: (specifier): ModuleExports => loaded.modules.get(specifier).instantiate(vu),
    isInit: () => vu.stage === 'init',
    open: (call) => openFile(loaded, call, isFirst),
  });
}

function openFile(loaded: LoadedProgram, call: OpenCall, isFirst: boolean): unknown {
  const path = String(call.path);
  if (isFirst && path !== '' && !path.startsWith('/') && !path.startsWith('file://')) {
    loaded.warnOfOpenBase(folderUrlOf(call.baseUrl), folderUrlOf(call.writtenIn));
  }
  const bytes = loaded.sources.open(path, call.baseUrl);
  // Shared memory cannot be decoded as it is; the text is a copy either way.
  return call.mode === 'b' ? loaded.realm.createArrayBuffer(bytes) : decodeText(Buffer.from(bytes));
}

function initError(
  loaded: LoadedProgram,
  vu: VU,
  completion: Exclude<Completion, { kind: 'returned' }>,
): Error {
  if (completion.kind === 'interrupted') return abortError(vu);
  const hint =
    vu.idInInstance === 0
      ? 'script exception'
      : `error while initializing VU #${vu.idInInstance} (script exception)`;
  const { error } = completion;
  if (!isUserError(error)) return loaded.scriptError(completion, hint);
  if (vu.idInInstance === 0) return error;
  return new UserError(error.code, error.message, { hint, fields: error.fields });
}

function abortError(vu: VU): Error {
  const abort = initAbortOf(vu);
  if (abort === undefined) return new Error('the init code was interrupted');
  if (vu.idInInstance === 0) return abort;
  return new UserError(abort.code, abort.message, {
    hint: `error while initializing VU #${vu.idInInstance}`,
  });
}

/** After the first init run, the script's own `options` object shows what all sources together say. */
function settleOptions({ realm }: LoadedProgram, exports: ScriptExports, json: string): void {
  const options = exports.options;
  if (typeof options !== 'object' || options === null) return;
  for (const [key, value] of Object.entries(realm.intrinsics.JSON.parse(json))) {
    Reflect.set(options, key, value);
  }
}
