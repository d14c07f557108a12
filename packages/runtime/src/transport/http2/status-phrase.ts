import { STATUS_CODES } from 'node:http';

/** Where Go's phrases differ from Node's. */
const GO_PHRASES: Readonly<Record<number, string>> = {
  103: 'Early Hints',
  203: 'Non-Authoritative Information',
  413: 'Request Entity Too Large',
  414: 'Request URI Too Long',
  416: 'Requested Range Not Satisfiable',
  418: "I'm a teapot",
  509: '',
};

/** HTTP/2 carries no reason phrase: k6 shows Go's name for the status, '' when it has none. */
export function statusPhrase(status: number): string {
  return GO_PHRASES[status] ?? STATUS_CODES[status] ?? '';
}
