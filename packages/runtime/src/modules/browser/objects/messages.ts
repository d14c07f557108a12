import type { ConsoleMessage, Worker } from 'playwright-core';
import { nothing, one, type ScriptClass } from '../bridge/script-class.ts';
import type { MetricMessage } from '../metrics/page-names.ts';
import { handleResult } from './handles.ts';

export const consoleMessageClass: ScriptClass<ConsoleMessage> = {
  plain: {
    args: {
      result: (session, handles) =>
        session.realm.createArray(
          (handles as readonly object[]).map((handle) => handleResult(session, handle)),
        ),
    },
    page: { result: one('Page') },
    text: {},
    type: {},
  },
};

export const metricMessageClass: ScriptClass<MetricMessage> = {
  plain: { tag: { call: ({ target }, [match]) => target.tag(match), result: nothing } },
};

export const workerClass: ScriptClass<Worker> = { plain: { url: {} } };
