import { formatDuration } from '../time/format-duration.ts';
import {
  durationField,
  type FieldType,
  type FieldValues,
  fieldsToJSON,
  intField,
  isObject,
  type JsonObject,
  parseFields,
  typeMismatch,
} from './scenario-fields.ts';

/** A stretch of time in which a value moves in a straight line to its target. */
export interface Stage {
  readonly durationMs: number;
  readonly target: number;
}

const STAGE_FIELDS = { duration: durationField, target: intField };

type WrittenStage = FieldValues<typeof STAGE_FIELDS>;

/** Stages as written: what is missing is found by `validateStages`. */
export const stagesField: FieldType<readonly WrittenStage[]> = {
  parse(value, place) {
    if (!Array.isArray(value)) throw typeMismatch(value, place, '[]executor.Stage');
    return value.map((item: unknown) => {
      if (item !== null && !isObject(item)) throw typeMismatch(item, place, 'executor.Stage');
      return parseFields(item ?? {}, 'Stage', STAGE_FIELDS);
    });
  },
  toJSON: (value) => value.map((stage) => fieldsToJSON(stage, STAGE_FIELDS)),
};

export const toStages = (written: readonly WrittenStage[] | undefined): readonly Stage[] =>
  (written ?? []).map(({ duration, target }) => ({ durationMs: duration ?? 0, target: target ?? 0 }));

export function validateStages(config: {
  readonly stages: readonly Stage[];
  readonly json: JsonObject;
}): string[] {
  const written = (config.json.stages ?? []) as readonly JsonObject[];
  if (written.length === 0) return ['at least one stage has to be specified'];
  return config.stages.flatMap((stage, i) => validateStage(stage, written[i] ?? {}, i + 1));
}

function validateStage(stage: Stage, written: JsonObject, number: number): string[] {
  const found: string[] = [];
  if (written.duration === null) found.push(`stage ${number} doesn't have a duration`);
  else if (stage.durationMs < 0) found.push(`the duration for stage ${number} can't be negative`);
  if (written.target === null) found.push(`stage ${number} doesn't have a target`);
  else if (stage.target < 0) found.push(`the target for stage ${number} can't be negative`);
  return found;
}

export const totalDurationMs = (stages: readonly Stage[]): number =>
  stages.reduce((sum, stage) => sum + Math.round(stage.durationMs * 1e6), 0) / 1e6;

export const highestTarget = (start: number, stages: readonly Stage[]): number =>
  stages.reduce((highest, stage) => Math.max(highest, stage.target), start);

/** `1m0s over 2 stages`. */
export const describeStages = (stages: readonly Stage[]): string =>
  `${formatDuration(totalDurationMs(stages))} over ${stages.length} stages`;
