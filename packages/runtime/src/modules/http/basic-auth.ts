import type { Userinfo } from './go-url.ts';

/** What Go's client sends for credentials in a URL. */
export function basicAuthorization(user: Userinfo): string {
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`, 'utf8').toString('base64')}`;
}
