import type { Request, Response, Route } from 'playwright-core';
import { nothing, type Operation, one, type ScriptClass } from '../bridge/script-class.ts';
import { hostOptions, pick, toHost } from '../bridge/to-host.ts';

interface Message {
  headerValue(name: string): Promise<string | null>;
}

const headerOperations = {
  allHeaders: {},
  headersArray: {},
  headerValue: {
    call: ({ target }: { target: Message }, [name]: readonly unknown[]) => target.headerValue(String(name)),
  },
};

export const requestClass: ScriptClass<Request> = {
  operations: {
    ...headerOperations,
    response: { result: one('Response') },
    size: {
      call: async ({ target }) => {
        const { requestHeadersSize, requestBodySize } = await target.sizes();
        return { headers: requestHeadersSize, body: requestBodySize };
      },
    },
  },
  plain: {
    failure: {},
    frame: { result: one('Frame') },
    headers: {},
    isNavigationRequest: {},
    method: {},
    postData: {},
    postDataBuffer: {},
    resourceType: {},
    timing: {},
    url: {},
  },
};

export const responseClass: ScriptClass<Response> = {
  operations: {
    ...headerOperations,
    body: { doing: () => 'getting response body' },
    headerValues: { call: ({ target }, [name]) => target.headerValues(String(name)) },
    json: { doing: () => 'getting response body as JSON' },
    securityDetails: {},
    serverAddr: {},
    size: {
      call: async ({ target }) => {
        const { responseHeadersSize, responseBodySize } = await target.request().sizes();
        return { headers: responseHeadersSize, body: responseBodySize };
      },
    },
    text: { doing: () => 'getting response body' },
  },
  plain: {
    frame: { result: one('Frame') },
    headers: {},
    ok: {},
    request: { result: one('Request') },
    status: {},
    statusText: {},
    url: {},
  },
};

const resume: Operation<Route> = {
  call: ({ target }, [options]) =>
    target.continue(pick(hostOptions(options), ['headers', 'method', 'postData', 'url'])),
  doing: () => 'continuing request',
  result: nothing,
};

export const routeClass: ScriptClass<Route> = {
  operations: {
    abort: {
      call: ({ target }, [code]) => target.abort((toHost(code) as string | undefined) ?? 'failed'),
      doing: () => 'aborting request',
      result: nothing,
    },
    continue: resume,
    fulfill: {
      call: ({ target }, [options]) =>
        target.fulfill(pick(hostOptions(options), ['body', 'contentType', 'headers', 'status'])),
      doing: () => 'fulfilling request',
      result: nothing,
    },
  },
  plain: { request: { result: one('Request') } },
};
