import { formatDuration } from '../../time/format-duration.ts';
import { parseGoDuration, parseJsonDuration } from '../../time/parse-duration.ts';
import { parseDecimalInt } from './go-numbers.ts';
import { isRecord, OptionError, type Place, problemOf, typeMismatch } from './option-error.ts';
import type { OptionType } from './option-type.ts';
import { int } from './scalars.ts';
import { listFromJSON, splitAtCommas } from './string-list.ts';

/** One step of the `stages` shortcut. */
export interface Stage {
  readonly durationMs: number | undefined;
  readonly target: number | undefined;
}

function stageFromJSON(json: unknown, place: Place): Stage {
  if (!isRecord(json)) throw typeMismatch(json, place, 'lib.Stage');
  const { duration = null, target = null } = json;
  return {
    durationMs: duration === null ? undefined : parseJsonDuration(duration),
    target: target === null ? undefined : int.fromJSON(target, { field: 'stages.target', key: 'target' }),
  };
}

/** `30s:10`; either side may be missing. */
function stageFromText(text: string): Stage {
  const colon = text.indexOf(':');
  const duration = colon === -1 ? text : text.slice(0, colon);
  const target = colon === -1 ? '' : text.slice(colon + 1);
  return {
    durationMs: duration === '' ? undefined : parseGoDuration(duration),
    target: target === '' ? undefined : parseDecimalInt(target),
  };
}

function stageFromFlag(text: string, index: number): Stage {
  const stage = stageOrProblem(text, index);
  if (stage.durationMs === undefined) {
    throw new OptionError(`stage ${index} doesn't have a specified duration`);
  }
  return stage;
}

function stageOrProblem(text: string, index: number): Stage {
  try {
    return stageFromText(text);
  } catch (error) {
    throw new OptionError(`error for stage ${index}: ${problemOf(error)}`);
  }
}

export const stages: OptionType<readonly Stage[]> = {
  goType: 'lib.Stage',
  flagKind: 'list',
  fromJSON: (json, place) =>
    listFromJSON(json, place, '[]lib.Stage').map((stage) => stageFromJSON(stage, place)),
  fromEnv: (text) => splitAtCommas(text).map(stageFromText),
  // `-s ''` means an explicitly empty list.
  fromFlag: (values) => values.filter((text) => text !== '').map(stageFromFlag),
  toJSON: (value) =>
    value.map(({ durationMs, target }) => ({
      duration: durationMs === undefined ? null : formatDuration(durationMs),
      target: target ?? null,
    })),
};
