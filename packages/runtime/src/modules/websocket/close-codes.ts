const NAMES: Readonly<Record<number, string>> = {
  1000: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no status',
  1006: 'abnormal closure',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'mandatory extension missing',
  1011: 'internal server error',
  1015: 'TLS handshake error',
};

export const NORMAL_CLOSURE = 1000;
export const GOING_AWAY = 1001;
export const ABNORMAL_CLOSURE = 1006;
export const UNEXPECTED_EOF = 'unexpected EOF';

/** Whether a close frame may have this code (RFC 6455 §7.4). */
export function isCloseCode(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && ![1004, 1005, ABNORMAL_CLOSURE].includes(code);
}

/** Go's text for a connection that ended by a close frame, or by its absence. */
export function closeErrorText(code: number, reason: string): string {
  const name = NAMES[code];
  return `websocket: close ${code}${name === undefined ? '' : ` (${name})`}${reason === '' ? '' : `: ${reason}`}`;
}

/** An end nobody needs to be told about as an error. */
export function isExpectedClose(code: number): boolean {
  return code === NORMAL_CLOSURE || code === GOING_AWAY;
}
