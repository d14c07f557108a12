import { readFileSync } from 'node:fs';

/** A request that a k6 client sent, and the answer it got then. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  /** The test that recorded it chose this answer; a real server would not give it. */
  readonly isForced: boolean;
  /** JSON of the answer, where it was recorded in full. */
  readonly answer: unknown;
}

export interface RecordedSection {
  readonly title: string;
  readonly requests: readonly RecordedRequest[];
}

const REQUEST = /^(?:### )?t=[\d.]+s (GET|POST|PUT) (\S+)(.*)$/;
const ANSWER = /^→ (\d{3})(.*)$/;

/** The sections of a file of captures. What a file does not repeat is filled in from where it stood first. */
export function readCaptures(name: string): RecordedSection[] {
  const lines = readFileSync(new URL(`./captures/${name}.md`, import.meta.url), 'utf8').split('\n');
  const templates = new Map<string, Template>();
  const sections: { title: string; requests: RecordedRequest[] }[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at++] ?? '';
    if (line.startsWith('## ')) sections.push({ title: line.slice(3), requests: [] });
    const [, method, path = '', rest = ''] = REQUEST.exec(line) ?? [];
    if (method === undefined) continue;
    const text = line.startsWith('### ') ? takeBlock(lines, at) : undefined;
    const recorded = describe(`${method} ${path}`, text, templates);
    const answered = rest.includes('→') ? rest.slice(rest.indexOf('→')) : findAnswer(lines, at);
    const [, status = '0', remark = ''] = ANSWER.exec(answered) ?? [];
    sections.at(-1)?.requests.push({
      method,
      path,
      ...recorded,
      status: Number(status),
      isForced: remark.includes('forced'),
      answer: line.startsWith('### ') ? answerJson(lines, at) : undefined,
    });
  }
  return sections;
}

interface Template {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function describe(request: string, text: string | undefined, templates: Map<string, Template>): Template {
  const kind = request.replace(/\?.*/, '').replace(/\/\d+/g, '/N');
  const known = templates.get(kind) ?? { headers: {}, body: '' };
  if (text === undefined) return known;
  const [head = '', ...rest] = text.split('\n\n');
  const body = rest.join('\n\n');
  const headers = head.startsWith('(') ? known.headers : parseHeaders(head);
  const template = { headers, body: body === '' && head.startsWith('(') ? known.body : body };
  if (!templates.has(kind)) templates.set(kind, template);
  return template;
}

function parseHeaders(head: string): Record<string, string> {
  return Object.fromEntries(
    head.split('\n').flatMap((line) => {
      const colon = line.indexOf(': ');
      return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 2)]];
    }),
  );
}

/** The text of the next fenced block. */
function takeBlock(lines: readonly string[], from: number): string {
  const start = lines.indexOf('```', from);
  return lines.slice(start + 1, lines.indexOf('```', start + 1)).join('\n');
}

function findAnswer(lines: readonly string[], from: number): string {
  return lines.slice(from).find((line) => ANSWER.test(line)) ?? '';
}

function answerJson(lines: readonly string[], from: number): unknown {
  const arrow = lines.findIndex((line, i) => i >= from && ANSWER.test(line));
  if (arrow < 0 || lines[arrow + 2] !== '```') return undefined;
  try {
    return JSON.parse(lines[arrow + 3] ?? '');
  } catch {
    // Cut off, or not JSON.
    return undefined;
  }
}
