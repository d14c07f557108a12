import {
  type Answer,
  answer,
  emptyAnswer,
  jsonAnswer,
  SETUP_TYPE,
  STATUS_TYPE,
  TEXT_TYPE,
} from './answer.ts';
import type { ControlledRun } from './controlled-run.ts';
import { allGroups, oneGroup } from './group-resources.ts';
import { allMetrics, oneMetric } from './metric-resources.ts';
import { processMetrics, processVariables } from './process-facts.ts';
import { callStage, replaceSetupData, setupDocument } from './setup-resource.ts';
import { changeStatus, statusDocument } from './status-resource.ts';

export interface RestRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly body: string;
}

/** `rest` is what follows the path of the route: an id. */
type Handler = (control: ControlledRun, request: RestRequest, rest: string) => Promise<Answer> | Answer;

interface Route {
  /** One that ends with a slash has an id after it. */
  readonly path: string;
  readonly methods: Readonly<Record<string, Handler>>;
}

const ROUTES: readonly Route[] = [
  {
    path: '/v1/status',
    methods: {
      GET: statusAnswer,
      PATCH(control, { body }) {
        changeStatus(control, body);
        return statusAnswer(control);
      },
    },
  },
  {
    path: '/v1/metrics',
    methods: {
      async GET(control) {
        await control.refresh();
        return jsonAnswer(allMetrics(control), TEXT_TYPE);
      },
    },
  },
  {
    path: '/v1/metrics/',
    methods: {
      async GET(control, _, name) {
        await control.refresh();
        return jsonAnswer(oneMetric(control, name), TEXT_TYPE);
      },
    },
  },
  {
    path: '/v1/groups',
    methods: {
      async GET(control) {
        await control.refresh();
        return jsonAnswer(allGroups(control.metrics.checks), TEXT_TYPE);
      },
    },
  },
  {
    path: '/v1/groups/',
    methods: {
      async GET(control, _, id) {
        await control.refresh();
        return jsonAnswer(oneGroup(control.metrics.checks, id), TEXT_TYPE);
      },
    },
  },
  {
    path: '/v1/setup',
    methods: {
      GET: setupAnswer,
      PUT(control, { body }) {
        replaceSetupData(control, body);
        return setupAnswer(control);
      },
      async POST(control) {
        await callStage('setup', () => control.runSetup());
        return setupAnswer(control);
      },
    },
  },
  {
    path: '/v1/teardown',
    methods: {
      async POST(control) {
        await callStage('teardown', () => control.runTeardown());
        return emptyAnswer(200);
      },
    },
  },
  { path: '/metrics', methods: { GET: () => answer(processMetrics(), TEXT_TYPE) } },
  { path: '/debug/vars', methods: { GET: () => answer(processVariables(), STATUS_TYPE) } },
];

const NO_PROFILES = 'To enable profiling, please run k6 with the --profiling-enabled flag';

/** Answers a request. @throws RequestFailure when it cannot be carried out. */
export async function route(control: ControlledRun, request: RestRequest): Promise<Answer> {
  const { method, path } = request;
  const found = findRoute(path);
  if (found === undefined) return otherPath(path);
  const handler = found.route.methods[method];
  return handler === undefined ? emptyAnswer(405) : handler(control, request, found.id);
}

function findRoute(path: string): { route: Route; id: string } | undefined {
  const exact = ROUTES.find((one) => one.path === path || `${one.path}/` === path);
  if (exact !== undefined) return { route: exact, id: '' };
  const withId = ROUTES.find((one) => one.path.endsWith('/') && path.startsWith(one.path));
  const id = withId === undefined ? undefined : decoded(path.slice(withId.path.length));
  return withId === undefined || id === undefined ? undefined : { route: withId, id };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // Malformed, so there is nothing of that name.
  }
}

function otherPath(path: string): Answer {
  if (path.startsWith('/v1/')) return { status: 404, contentType: TEXT_TYPE, body: '404 page not found\n' };
  return answer(path.startsWith('/debug/pprof') ? NO_PROFILES : 'ok', TEXT_TYPE);
}

function statusAnswer(control: ControlledRun): Answer {
  return jsonAnswer(statusDocument(control.status()), STATUS_TYPE);
}

function setupAnswer(control: ControlledRun): Answer {
  return jsonAnswer(setupDocument(control), SETUP_TYPE);
}
