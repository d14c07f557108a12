import { type SystemError, systemErrorText, UserError } from '@squall/core';

/** A file the user named cannot be written. */
export function unwritableFile(path: string, cause: unknown): UserError {
  return new UserError('FILE_NOT_WRITABLE', `open ${path}: ${systemErrorText(cause as SystemError)}`, {
    cause,
  });
}
