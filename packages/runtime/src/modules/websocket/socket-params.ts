import type { TagSet } from '@squall/core';
import type { VUContext } from '../../vu/vu-context.ts';
import type { CookieJar } from '../http/cookies/cookie-jar.ts';
import { cookieJarOf } from '../http/cookies/cookie-jar-object.ts';
import { canonicalHeaderName } from '../http/header-names.ts';
import { vuHttp } from '../http/vu-http.ts';
import { withScriptTags } from '../script-tags.ts';

/** What a script may say about a connection besides its URL. */
export interface SocketParams {
  headers: Map<string, string>;
  tags: TagSet;
  jar: CookieJar;
  isCompressed: boolean;
}

/** The wording in which the two modules differ. */
export interface ParamTexts {
  readonly badTags: string;
  /** Refuses options nobody knows; without it they are ignored. */
  readonly unknown?: (name: string) => string;
}

/** @throws GoError for values that cannot be used. */
export function readSocketParams(vu: VUContext, given: unknown, texts: ParamTexts): SocketParams {
  const params = defaultParams(vu);
  if (typeof given !== 'object' || given === null) return params;
  for (const key of Object.keys(given)) {
    const value: unknown = Reflect.get(given, key);
    switch (key) {
      case 'headers':
        readHeaders(params.headers, value);
        break;
      case 'tags':
        params.tags = withScriptTags(params.tags, value, vu.realm, texts.badTags);
        break;
      case 'jar':
        params.jar = cookieJarOf(value) ?? params.jar;
        break;
      case 'compression':
        params.isCompressed = readCompression(vu, value);
        break;
      default:
        if (texts.unknown !== undefined) throw vu.realm.goError(texts.unknown(key));
    }
  }
  return params;
}

function defaultParams(vu: VUContext): SocketParams {
  const http = vuHttp(vu);
  const { userAgent } = http.options;
  const headers = new Map(userAgent === '' ? [] : [['User-Agent', userAgent] as const]);
  return { headers, tags: vu.tags, jar: http.jar, isCompressed: false };
}

function readHeaders(headers: Map<string, string>, given: unknown): void {
  if (typeof given !== 'object' || given === null) return;
  for (const key of Object.keys(given)) {
    headers.set(canonicalHeaderName(key), String(Reflect.get(given, key)));
  }
}

function readCompression(vu: VUContext, given: unknown): boolean {
  if (given === undefined || given === null) return false;
  const algorithm = String(given).trim();
  if (algorithm === 'deflate') return true;
  if (algorithm === '') return false;
  throw vu.realm.goError(
    `unsupported compression algorithm '${algorithm}', supported algorithm is 'deflate'`,
  );
}
