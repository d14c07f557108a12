import { UserError } from '@squall/core';

/** A number of things of which there is at least one. `what` is how the user knows it. @throws UserError */
export function readPositiveInteger(text: string, what: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UserError('USAGE', `${what} must be a positive integer, got ${text}`);
}
