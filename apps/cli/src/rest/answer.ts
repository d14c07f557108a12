/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** The media types k6 answers with; metrics and groups are JSON nevertheless. */
export const STATUS_TYPE = 'application/json; charset=utf-8';
export const SETUP_TYPE = 'application/json';
export const TEXT_TYPE = 'text/plain; charset=utf-8';

export function answer(body: string, contentType: string): Answer {
  return { status: 200, contentType, body };
}

export function jsonAnswer(document: unknown, contentType: string): Answer {
  return answer(JSON.stringify(document), contentType);
}

export function emptyAnswer(status: number): Answer {
  return { status, contentType: undefined, body: '' };
}

/** A request that cannot be carried out; the answer is a JSON:API error. */
export class RequestFailure extends Error {
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  asAnswer(): Answer {
    const { status, title, message } = this;
    const errors = [{ status: String(status), title, detail: message }];
    return { status, contentType: STATUS_TYPE, body: JSON.stringify({ errors }) };
  }
}
