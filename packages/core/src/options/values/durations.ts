import { formatDuration } from '../../time/format-duration.ts';
import { parseDuration, parseGoDuration, parseJsonDuration } from '../../time/parse-duration.ts';
import { lastOf, type OptionType } from './option-type.ts';

/** In milliseconds. Flags want a unit with every number; scripts and variables may leave it out. */
export const duration: OptionType<number> = {
  goType: 'types.NullDuration',
  flagKind: 'duration',
  fromJSON: parseJsonDuration,
  fromEnv: parseDuration,
  fromFlag: (values) => parseGoDuration(lastOf(values)),
  toJSON: formatDuration,
};
