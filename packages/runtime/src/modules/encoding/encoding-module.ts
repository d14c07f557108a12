import type { Realm } from '../../sandbox/contract.ts';
import { decodeText } from '../../transport/decode-text.ts';
import type { BuiltinModule, ModuleExports } from '../builtin-module.ts';
import { oncePerRealm } from '../per-realm.ts';
import { requireScriptBytes } from '../script-bytes.ts';
import { type Base64Variant, decodeBase64 } from './base64-decode.ts';
import { paddedBase64, paddedBase64Url, rawBase64, rawBase64Url } from './base64-encode.ts';

interface Base64Codec extends Base64Variant {
  encode(bytes: Uint8Array): string;
}

const STANDARD: Base64Codec = { urlSafe: false, padded: true, encode: paddedBase64 };

const CODECS: ReadonlyMap<unknown, Base64Codec> = new Map([
  ['std', STANDARD],
  ['rawstd', { urlSafe: false, padded: false, encode: rawBase64 }],
  ['url', { urlSafe: true, padded: true, encode: paddedBase64Url }],
  ['rawurl', { urlSafe: true, padded: false, encode: rawBase64Url }],
]);

/** `k6/encoding`. */
export const encodingModule: BuiltinModule = {
  specifier: 'k6/encoding',
  instantiate: ({ realm }) => encodingExports(realm),
};

const encodingExports = oncePerRealm((realm): ModuleExports => {
  const b64encode = (input: unknown, encoding?: unknown): string =>
    codecFor(encoding).encode(requireScriptBytes(input, realm));

  const b64decode = (input: unknown, encoding?: unknown, format?: unknown): string | ArrayBuffer => {
    const bytes = decodedBytes(
      input === undefined ? '' : realm.intrinsics.String(input),
      codecFor(encoding),
      realm,
    );
    return format === 's' ? decodeText(Buffer.from(bytes)) : realm.createArrayBuffer(bytes);
  };

  return {
    named: {
      b64encode: realm.native('b64encode', 2, b64encode),
      b64decode: realm.native('b64decode', 3, b64decode),
    },
  };
});

function codecFor(encoding: unknown): Base64Codec {
  return CODECS.get(encoding) ?? STANDARD;
}

function decodedBytes(text: string, variant: Base64Variant, realm: Realm): Uint8Array {
  const decoded = decodeBase64(text, variant);
  if ('illegalByteAt' in decoded) {
    throw realm.goError(`illegal base64 data at input byte ${decoded.illegalByteAt}`);
  }
  return decoded;
}
