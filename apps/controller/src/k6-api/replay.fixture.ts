import type { LightMyRequestResponse } from 'fastify';
import { archiveOf } from '../archives/tar.fixture.ts';
import type { Installation, Team } from '../http/installation.fixture.ts';
import { encodePush, somePush } from '../k6-push/encode-push.fixture.ts';
import type { RecordedRequest } from './captures.fixture.ts';

const BOUNDARY = 'boundary';

/** Sends recorded requests to a controller, with the ids and secrets that this controller gave out. */
export class Replay {
  readonly #installation: Installation;
  readonly #team: Team;
  readonly #projectIds: Readonly<Record<string, number>>;
  #testId = 0;
  #runId = 0;
  #runToken = '';
  #uploadUrl = '';

  constructor(installation: Installation, team: Team, otherProjectId: number) {
    this.#installation = installation;
    this.#team = team;
    this.#projectIds = { '7': team.project.id, '8': otherProjectId, '55': team.project.id };
  }

  get runId(): number {
    return this.#runId;
  }

  /** False for what only makes sense after something that this controller did not answer as it was recorded. */
  canSend({ path }: RecordedRequest): boolean {
    if (path.startsWith('/upload/')) return this.#uploadUrl !== '';
    if (path.startsWith('/push/')) return this.#runToken !== '';
    return !path.includes('/test_runs/') || this.#runId !== 0;
  }

  /** Puts the world into the state in which the request got its answer. */
  async prepareFor({ method, path, status, body }: RecordedRequest): Promise<void> {
    const [, project = '', query] = /^\/cloud\/v6\/projects\/(\d+)\/load_tests(\?.*)?$/.exec(path) ?? [];
    const projectId = this.#projectIds[project];
    if (projectId === undefined) return;
    const wanted = new URLSearchParams(query).get('name');
    if (wanted !== null) await this.#ensureTest(projectId, wanted);
    if (method !== 'POST') return;
    if (status === 409) await this.#ensureTest(projectId, nameIn(body));
    else await this.#ensureNoTest(projectId, nameIn(body));
  }

  async #ensureTest(projectId: number, name: string): Promise<void> {
    const { tests } = this.#installation.stores;
    await tests.create({ projectId, name, archiveSha256: null }, 1);
  }

  async #ensureNoTest(projectId: number, name: string): Promise<void> {
    const { tests } = this.#installation.stores;
    const existing = await tests.byName(projectId, name);
    if (existing !== undefined) await tests.remove(existing.id);
  }

  async send(request: RecordedRequest): Promise<LightMyRequestResponse> {
    const { payload, contentType } = await this.#payload(request);
    const response = await this.#installation.app.inject({
      method: request.method as 'GET',
      url: this.#url(request.path),
      headers: { ...this.#headers(request), ...(contentType && { 'content-type': contentType }) },
      ...(payload !== undefined && { payload }),
    });
    this.#learn(request, response);
    return response;
  }

  #headers({ headers }: RecordedRequest): Record<string, string> {
    const {
      authorization,
      'k6-idempotency-key': key,
      'x-stack-id': stack,
      'x-stack-url': stackUrl,
    } = headers;
    const [scheme, secret = ''] = authorization?.split(' ') ?? [];
    const own = secret.startsWith('run-token') ? this.#runToken : this.#team.editor.secret;
    return {
      ...(scheme && { authorization: `${scheme} ${own}` }),
      ...(key && { 'k6-idempotency-key': key }),
      ...(stack && { 'x-stack-id': stack }),
      ...(stackUrl && { 'x-stack-url': stackUrl }),
    };
  }

  #url(path: string): string {
    if (path.startsWith('/upload/')) return this.#uploadUrl;
    return path
      .replace(/\/projects\/(\d+)/, (_, id: string) => `/projects/${this.#projectIds[id]}`)
      .replace(/\/load_tests\/\d+/, `/load_tests/${this.#testId}`)
      .replace(/\/test_runs\/\d+/, `/test_runs/${this.#runId}`)
      .replace(/^\/push\/(\w+)\/\d+/, `/ingest/runs/${this.#runId}/$1`)
      .replace(/^(\/v1\/tests|\/v2\/metrics|\/v1\/test-progress)\/\d+/, `$1/${this.#runId}`);
  }

  async #payload({
    headers,
    body,
  }: RecordedRequest): Promise<{ payload?: Buffer | string; contentType?: string }> {
    const contentType = typeOf(body) ?? headers['content-type'];
    if (contentType === undefined) return {};
    if (contentType.includes('protobuf'))
      return { payload: Buffer.from(encodePush(somePush())), contentType };
    if (contentType.includes('multipart')) {
      const payload = await multipart(this.#translated(body));
      return { payload, contentType: `multipart/form-data; boundary=${BOUNDARY}` };
    }
    if (/x-tar|octet-stream/.test(contentType))
      return { payload: await archiveOf(optionsIn(body)), contentType };
    return { payload: this.#translated(body), contentType };
  }

  #translated(body: string): string {
    return body
      .replace(/"project_id":(\d+)/g, (_, id: string) => `"project_id":${this.#projectIds[id]}`)
      .replace(
        /(name="project_id"\n {2})(\d+)/,
        (_, head: string, id: string) => `${head}${this.#projectIds[id]}`,
      )
      .replace(/"token":"tok_\w+"/g, `"token":"${this.#team.editor.secret}"`);
  }

  #learn({ method, path }: RecordedRequest, response: LightMyRequestResponse): void {
    if (response.statusCode >= 300 || !response.body.startsWith('{')) return;
    const answer = response.json();
    if (/\/load_tests(\?|$)/.test(path)) this.#testId = answer.id ?? answer.value?.[0]?.id ?? this.#testId;
    if (/\/start$/.test(path)) this.#runId = answer.id;
    if (method === 'POST' && 'reference_id' in answer) this.#runId = answer.reference_id;
    if (/start_local_execution$/.test(path)) {
      this.#runId = answer.test_run_id;
      this.#runToken = answer.runtime_config.test_run_token;
      this.#uploadUrl = answer.archive_upload_url ?? '';
    }
  }
}

/** Headers that were filled in from an earlier request may tell another type than the body has. */
function typeOf(body: string): string | undefined {
  if (body.startsWith('part: ')) return 'multipart/form-data';
  return body.startsWith('{') ? 'application/json' : undefined;
}

const nameIn = (body: string): string => /name="name"\n {2}(.*)/.exec(body)?.[1] ?? '';

function optionsIn(body: string): Record<string, unknown> {
  const [, json] = /metadata\.json: (\{.*\})$/m.exec(body) ?? [];
  return json === undefined ? { vus: 1, duration: '4s' } : JSON.parse(json).options;
}

/** `part: …` lines, each with its value below, as a form. */
async function multipart(body: string): Promise<Buffer> {
  const parts = await Promise.all(
    body.split(/^part: /m).map(async (part) => {
      const [head = '', value = ''] = part.split('\n');
      if (head === '') return Buffer.alloc(0);
      const content = value.trim().startsWith('tar ')
        ? await archiveOf(optionsIn(body))
        : Buffer.from(value.trim());
      const headers = head.replaceAll(' | ', '\r\n');
      return Buffer.concat([
        Buffer.from(`--${BOUNDARY}\r\n${headers}\r\n\r\n`),
        content,
        Buffer.from('\r\n'),
      ]);
    }),
  );
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}
