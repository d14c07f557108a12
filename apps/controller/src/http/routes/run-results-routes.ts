import { Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../errors/api-error.ts';
import { parseTagFilter } from '../../results/tag-filter.ts';
import type { TestRun } from '../../runs/test-run.ts';
import type { Services } from '../../services.ts';
import type { App } from '../app.ts';
import { Id, STRICT } from '../schemas.ts';
import {
  ChecksView,
  GeneratorsView,
  GroupsView,
  MetricsView,
  OverviewView,
  ReportView,
  RequestsView,
  SeriesView,
  SummaryView,
  ThresholdsView,
} from './run-results-views.ts';

const params = Type.Object({ runId: Id });
const tags = ['results'];

/** A parameter that may be given several times. */
const Several = (description: string) =>
  Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 20, default: [], description });
const Filter = Several('tag:value, split at the first colon; series must have all of them');
const By = Several('tags whose values are told apart');
const Seconds = Type.Optional(Type.Number({ minimum: 0 }));

const HTTP_TAGS = ['name', 'method', 'status'];

/** What a run measured, while it goes on and after. */
export function runResultsRoutes(app: App, { stores, results }: Services): void {
  const existing = async (id: number): Promise<TestRun> => {
    const run = await stores.runs.byId(id);
    if (run === undefined) throw notFound('run');
    return run;
  };

  app.get(
    '/api/v1/runs/:runId/overview',
    {
      schema: {
        tags,
        params,
        querystring: Type.Object({ filter: Filter }, STRICT),
        response: { 200: OverviewView },
      },
    },
    async ({ params: { runId }, query }) =>
      results.overview(await existing(runId), parseTagFilter(query.filter)),
  );

  app.get(
    '/api/v1/runs/:runId/metrics',
    { schema: { tags, params, response: { 200: MetricsView } } },
    async (request) => results.metrics(await existing(request.params.runId)),
  );

  app.get(
    '/api/v1/runs/:runId/series',
    {
      schema: {
        tags,
        params,
        querystring: Type.Object(
          {
            metric: Type.String(),
            stat: Type.String({ description: 'count, rate, value, avg, min, max, med or p(N)' }),
            by: By,
            filter: Filter,
            fromS: Seconds,
            toS: Seconds,
            points: Type.Integer({ minimum: 1, maximum: 2000, default: 720 }),
          },
          STRICT,
        ),
        response: { 200: SeriesView },
      },
    },
    async ({ params: { runId }, query }) =>
      results.series(await existing(runId), {
        ...query,
        filter: parseTagFilter(query.filter),
      }),
  );

  app.get(
    '/api/v1/runs/:runId/summary',
    { schema: { tags, params, response: { 200: SummaryView } } },
    async (request) => results.summary(await existing(request.params.runId)),
  );

  app.get(
    '/api/v1/runs/:runId/checks',
    { schema: { tags, params, response: { 200: ChecksView } } },
    async (request) => results.checks(await existing(request.params.runId)),
  );

  app.get(
    '/api/v1/runs/:runId/groups',
    { schema: { tags, params, response: { 200: GroupsView } } },
    async (request) => results.groups(await existing(request.params.runId)),
  );

  app.get(
    '/api/v1/runs/:runId/requests',
    {
      schema: {
        tags,
        params,
        querystring: Type.Object(
          { kind: Type.Enum(['http', 'ws', 'grpc'], { default: 'http' }), by: By, filter: Filter },
          STRICT,
        ),
        response: { 200: RequestsView },
      },
    },
    async ({ params: { runId }, query }) => {
      const filter = parseTagFilter(query.filter);
      const by = query.by.length === 0 ? HTTP_TAGS : query.by;
      return results.requests(await existing(runId), { kind: query.kind, by, filter });
    },
  );

  app.get(
    '/api/v1/runs/:runId/thresholds',
    { schema: { tags, params, response: { 200: ThresholdsView } } },
    async (request) => results.thresholds(await existing(request.params.runId)),
  );

  app.get(
    '/api/v1/runs/:runId/generators',
    { schema: { tags, params, response: { 200: GeneratorsView } } },
    async (request) => results.generators(await existing(request.params.runId)),
  );

  app.get(
    '/api/v1/runs/:runId/report',
    { schema: { tags, params, response: { 200: ReportView } } },
    async (request) => {
      const report = await results.report(await existing(request.params.runId));
      return { ...report, notices: [...report.notices], declaredMetrics: [...report.declaredMetrics] };
    },
  );
}
