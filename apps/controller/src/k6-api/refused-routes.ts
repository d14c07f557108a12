import { ApiError } from '../errors/api-error.ts';
import type { App } from '../http/app.ts';

/** What k6 clients may ask for and do not get here, with a reason that they show. */
export function refusedRoutes(app: App): void {
  app.get('/provisioning/v1/test_runs/:runId/decrypt_secret', { schema: { hide: true } }, async () => {
    const message = 'this controller keeps no secrets for scripts: give them with --secret-source or -e';
    throw new ApiError('invalid-request', message);
  });

  // `k6 cloud upload` prints this link.
  app.get('/a/k6-app/tests/:testId', { schema: { hide: true } }, async (request, reply) => {
    const { testId } = request.params as { testId: string };
    return reply.redirect(`/tests/${encodeURIComponent(testId)}`);
  });
}

const CLIENT = /^k6cloud\/v?0\.(\d+)\./;
const FIRST_READABLE = 45;

/** Clients before v0.45 know only another form of metrics. @throws ApiError invalid-request */
export function refuseOldMetrics(userAgent: string | undefined): void {
  const [, minor] = CLIENT.exec(userAgent ?? '') ?? [];
  if (minor === undefined || Number(minor) >= FIRST_READABLE) return;
  throw new ApiError(
    'invalid-request',
    `this controller cannot read what k6 v0.${minor} measures: use v0.${FIRST_READABLE} or later for --out cloud`,
  );
}
