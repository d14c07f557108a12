/** An error of a system call, as Node reports it. */
export interface SystemError {
  /** Such as `ENOENT`. */
  readonly code?: string | undefined;
  readonly message: string;
}

const TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left on device',
  ENAMETOOLONG: 'file name too long',
  ELOOP: 'too many levels of symbolic links',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  ECONNREFUSED: 'connection refused',
};

/** What the operating system says of its error; Node's own message would name path and call once more. */
export function systemErrorText({ code, message }: SystemError): string {
  return TEXTS[code ?? ''] ?? message;
}
