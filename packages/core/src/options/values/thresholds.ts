import type { ThresholdConfig, ThresholdConfigs } from '../../thresholds/threshold-config.ts';
import { formatDuration } from '../../time/format-duration.ts';
import { parseJsonDuration } from '../../time/parse-duration.ts';
import { isRecord, jsonKind, OptionError, type Place, typeMismatch } from './option-error.ts';
import type { OptionType } from './option-type.ts';
import { sortedByKey } from './sorted-entries.ts';
import { listFromJSON } from './string-list.ts';

function entryFromJSON(json: unknown): ThresholdConfig {
  if (typeof json === 'string') return { threshold: json, abortOnFail: false, delayAbortEvalMs: null };
  if (!isRecord(json)) {
    throw new OptionError(
      `json: cannot unmarshal ${jsonKind(json)} into Go value of type metrics.rawThresholdConfig`,
    );
  }
  const { threshold = '', abortOnFail = false, delayAbortEval = null } = json;
  return {
    threshold: field(threshold, 'threshold', 'string') ?? '',
    abortOnFail: field(abortOnFail, 'abortOnFail', 'boolean') ?? false,
    delayAbortEvalMs: delayAbortEval === null ? null : parseJsonDuration(delayAbortEval),
  };
}

interface FieldTypes {
  string: string;
  boolean: boolean;
}

function field<T extends keyof FieldTypes>(json: unknown, key: string, type: T): FieldTypes[T] | undefined {
  if (json === null) return undefined;
  if (typeof json === type) return json as FieldTypes[T];
  const goType = type === 'boolean' ? 'bool' : type;
  throw new OptionError(
    `json: cannot unmarshal ${jsonKind(json)} into Go struct field rawThresholdConfig.${key} of type ${goType}`,
  );
}

function fromJSON(json: unknown, place: Place): ThresholdConfigs {
  if (!isRecord(json)) throw typeMismatch(json, place, 'map[string]metrics.Thresholds');
  return Object.fromEntries(
    Object.entries(json).map(([metric, entries]) => {
      const at = { field: place.field, key: metric };
      const list = entries === null ? [] : listFromJSON(entries, at, '[]metrics.thresholdConfig');
      return [metric, list.map(entryFromJSON)];
    }),
  );
}

function entryToJSON(entry: ThresholdConfig): unknown {
  // A delay without abortOnFail has no meaning and is not kept.
  if (!entry.abortOnFail) return entry.threshold;
  return {
    threshold: entry.threshold,
    abortOnFail: true,
    delayAbortEval: entry.delayAbortEvalMs === null ? null : formatDuration(entry.delayAbortEvalMs),
  };
}

export const thresholds: OptionType<ThresholdConfigs> = {
  goType: 'map[string]metrics.Thresholds',
  flagKind: 'string',
  fromJSON,
  fromEnv: () => undefined,
  fromFlag: () => undefined,
  toJSON: (value) =>
    sortedByKey(
      Object.fromEntries(
        Object.entries(value).map(([metric, entries]) => [metric, entries.map(entryToJSON)]),
      ),
    ),
};
