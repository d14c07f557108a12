import {
  formatSegment,
  formatSegmentSequence,
  parseSegment,
  parseSegmentSequence,
  type Segment,
} from '../../segment/segment.ts';
import { type Place, typeMismatch } from './option-error.ts';
import { lastOf, type OptionType } from './option-type.ts';

function textValue<T>(
  goType: string,
  parse: (text: string) => T,
  format: (value: T) => string,
): OptionType<T> {
  return {
    goType,
    flagKind: 'string',
    fromJSON(json: unknown, place: Place) {
      if (typeof json !== 'string') throw typeMismatch(json, place, goType);
      return parse(json);
    },
    fromEnv: parse,
    fromFlag: (values) => parse(lastOf(values)),
    toJSON: format,
  };
}

export const executionSegment: OptionType<Segment> = textValue(
  'lib.ExecutionSegment',
  parseSegment,
  formatSegment,
);

/** An empty list is a sequence that was given as an empty text: it contains no segment at all. */
export const executionSegmentSequence: OptionType<readonly Segment[]> = textValue(
  'lib.ExecutionSegmentSequence',
  parseSegmentSequence,
  formatSegmentSequence,
);
