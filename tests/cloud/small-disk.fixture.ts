import { spawnSync } from 'node:child_process';

/** What a command is to begin with for a folder to be a disk of its own, of that size, that only this command sees. */
export function mountLimit(size: string): (folder: string) => readonly string[] {
  const script = `mkdir -p "$0" && mount -t tmpfs -o size=${size} tmpfs "$0" && exec "$@"`;
  return (folder) => ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, folder];
}

/** Why there can be no such disks here, if so. */
export function reasonAgainstMounts(): string | undefined {
  const [command = '', ...args] = [...mountLimit('1m')('/mnt'), 'true'];
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}
