import { isUserError } from '@squall/core';

/** What the operating system refuses one machine, and may grant another. */
const MACHINE_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EAGAIN',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'ENOMEM',
  'ENOSPC',
  'EPERM',
  'EROFS',
  'ERR_WORKER_INIT_FAILED',
]);

/** Whether a failure would be the same on any machine. A bug of ours would be, too. */
export function causeOf(error: unknown): 'test' | 'agent' {
  if (isUserError(error)) return 'test';
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && MACHINE_CODES.has(code) ? 'agent' : 'test';
}
