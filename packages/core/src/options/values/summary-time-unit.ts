import { OptionError } from './option-error.ts';
import { lastOf, type OptionType } from './option-type.ts';
import { string } from './scalars.ts';

const UNITS = ['s', 'ms', 'us'];

/** Only the flag is checked; the summary takes any other text as "choose for each value". */
export const summaryTimeUnit: OptionType<string> = {
  ...string,
  fromFlag(values) {
    const unit = lastOf(values);
    if (unit === '') return undefined;
    if (!UNITS.includes(unit)) {
      throw new OptionError(`invalid summary time unit '${unit}', use 's', 'ms' or 'us'`);
    }
    return unit;
  },
};
