import type { FastifyRequest } from 'fastify';
import { originOf, runPage } from './views.ts';

/** Settings that the client lays over its own: quick to be seen here, to be stopped from here, no word to others. */
export function clientConfig(request: FastifyRequest, runId: number) {
  return {
    apiVersion: 2,
    aggregationPeriod: '1s',
    aggregationWaitPeriod: '2s',
    metricPushInterval: '1s',
    stopOnError: true,
    webAppURL: originOf(request),
    testRunDetails: runPage(request, runId),
    tracesEnabled: false,
  };
}
