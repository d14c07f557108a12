export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const DEL = 0x7f;

const TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

/** 1 for the bytes a header name may have (RFC 9110 token). */
export const IS_TOKEN: Uint8Array = tableOf(
  (byte) =>
    /[0-9A-Za-z]/.test(String.fromCharCode(byte)) || TOKEN_PUNCTUATION.includes(String.fromCharCode(byte)),
);

/** 1 for the bytes a header value may have: everything but control characters; tab is fine. */
export const IS_FIELD_VALUE: Uint8Array = tableOf((byte) => byte === TAB || (byte >= SPACE && byte !== 0x7f));

function tableOf(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}
