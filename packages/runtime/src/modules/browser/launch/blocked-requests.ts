import { isIP } from 'node:net';
import { UserError } from '@squall/core';
import type { BrowserContext } from 'playwright-core';
import { HostnamePatterns } from '../../../transport/address/hostname-patterns.ts';
import { IpRange } from '../../../transport/address/ip-range.ts';
import type { VUContext } from '../../../vu/vu-context.ts';

/**
 * Holds pages to the options `blockHostnames` and `blacklistIPs`.
 * @throws UserError where targets are denied for good: a browser finds out by itself where names lead
 */
export async function blockRequests(context: BrowserContext, { test, log }: VUContext): Promise<void> {
  const { deniedTargets = [], blockHostnames = [], blacklistIPs = [] } = test.options?.http ?? {};
  if (deniedTargets.length > 0) {
    throw new UserError(
      'UNSUPPORTED',
      'the controller denies targets, and a browser cannot be held to that',
      {
        hint: 'run tests with k6/browser in a project without denied targets',
      },
    );
  }
  if (blockHostnames.length === 0 && blacklistIPs.length === 0) return;
  const names = new HostnamePatterns(blockHostnames.map((pattern) => [pattern, pattern] as const));
  const ranges = blacklistIPs.map((range) => new IpRange(range));
  const reasonFor = (url: URL): string | undefined => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) === 0) {
      const pattern = names.get(host);
      return pattern === undefined ? undefined : `hostname ${host} matches a blocked pattern "${pattern}"`;
    }
    const range = ranges.find((candidate) => candidate.contains(host));
    return range === undefined ? undefined : `IP ${host} is in a blacklisted range "${range.text}"`;
  };
  await context.route(
    (url) => reasonFor(url) !== undefined,
    async (route) => {
      const url = route.request().url();
      log.log('warning', `Request ${url} was interrupted: ${reasonFor(new URL(url))}`);
      await route.abort('blockedbyclient');
    },
  );
}
