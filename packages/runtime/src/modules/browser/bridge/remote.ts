import type { BrowserSession } from '../browser-session.ts';

/** What an object of a script stands for. */
export interface Remote<T extends object = object> {
  readonly kind: string;
  readonly target: T;
  readonly session: BrowserSession;
  /** How errors call it. */
  readonly label: string;
}

const remotes = new WeakMap<object, Remote>();

export function remoteOf(value: unknown): Remote | undefined {
  return typeof value === 'object' && value !== null ? remotes.get(value) : undefined;
}

export function linkRemote(object: object, remote: Remote): void {
  remotes.set(object, remote);
}
