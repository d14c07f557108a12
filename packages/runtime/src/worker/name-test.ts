import { isUserError, UserError } from '@squall/core';

/** An error of reading a test, with the test's name before it as k6 words it. */
export function nameTest(
  error: unknown,
  test: { readonly argument: string; readonly entryUrl: string },
): unknown {
  if (!isUserError(error)) return error;
  const context = `could not initialize '${test.argument}': could not load JS test '${test.entryUrl}': `;
  return new UserError(error.code, context + error.message, {
    fields: error.fields,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}
