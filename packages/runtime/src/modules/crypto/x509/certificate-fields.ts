import { DER_SEQUENCE, type DerElement, objectIdentifier, readDer } from './der.ts';

export interface NameAttribute {
  /** OID. */
  readonly type: string;
  readonly value: string;
}

/** The parts of an X.509 certificate that scripts can see, decoded but not yet named. */
export interface CertificateFields {
  readonly signatureAlgorithm: string;
  readonly issuer: readonly NameAttribute[];
  readonly subject: readonly NameAttribute[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly altNames: readonly string[];
}

const EXTENSIONS_TAG = 0xa3;
const VERSION_TAG = 0xa0;
const GENERALIZED_TIME_TAG = 0x18;
const SUBJECT_ALT_NAME = '2.5.29.17';

/** @throws Error when the bytes are no certificate. */
export function readCertificate(der: Uint8Array): CertificateFields {
  const [certificate] = readDer(der);
  const [toBeSigned, algorithm] = childrenOf(certificate);
  const fields = childrenOf(toBeSigned).filter(({ tag }) => tag !== VERSION_TAG);
  const [, , issuer, validity, subject] = fields;
  const [notBefore, notAfter] = childrenOf(validity);
  return {
    signatureAlgorithm: oidOf(childrenOf(algorithm)[0]),
    issuer: nameAttributes(issuer),
    subject: nameAttributes(subject),
    notBefore: rfc3339(notBefore),
    notAfter: rfc3339(notAfter),
    altNames: altNames(fields.find(({ tag }) => tag === EXTENSIONS_TAG)),
  };
}

function childrenOf(element: DerElement | undefined): readonly DerElement[] {
  if (element === undefined) throw new Error('missing DER element');
  return readDer(element.content);
}

function oidOf(element: DerElement | undefined): string {
  return element === undefined ? '' : objectIdentifier(element.content);
}

function nameAttributes(name: DerElement | undefined): readonly NameAttribute[] {
  return childrenOf(name).flatMap((set) =>
    childrenOf(set).map((attribute) => {
      const [type, value] = childrenOf(attribute);
      return { type: oidOf(type), value: textOf(value) };
    }),
  );
}

const UTF8_STRING_TAG = 0x0c;
const BMP_STRING_TAG = 0x1e;

function textOf(element: DerElement | undefined): string {
  if (element === undefined) return '';
  const bytes = Buffer.from(element.content);
  if (element.tag === UTF8_STRING_TAG) return bytes.toString('utf8');
  return element.tag === BMP_STRING_TAG ? bytes.swap16().toString('utf16le') : bytes.toString('latin1');
}

/** UTCTime has a year of two digits, which means 1950 to 2049. */
function rfc3339(time: DerElement | undefined): string {
  const text = textOf(time);
  const digits =
    time?.tag === GENERALIZED_TIME_TAG ? text : `${Number(text.slice(0, 2)) < 50 ? 20 : 19}${text}`;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? [];
  if (second === undefined) throw new Error('malformed time');
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

// Context-specific tags of GeneralName, in the order scripts get the names.
const ALT_NAME_KINDS: readonly (readonly [tag: number, read: (content: Uint8Array) => string])[] = [
  [0x82, asciiText],
  [0x81, asciiText],
  [0x87, ipText],
  [0x86, asciiText],
];

function altNames(extensions: DerElement | undefined): readonly string[] {
  if (extensions === undefined) return [];
  const [list] = childrenOf(extensions);
  const extension = childrenOf(list)
    .map(childrenOf)
    .find(([type]) => oidOf(type) === SUBJECT_ALT_NAME);
  const [names] = extension === undefined ? [] : childrenOf(extension.at(-1));
  if (names?.tag !== DER_SEQUENCE) return [];
  const all = childrenOf(names);
  return ALT_NAME_KINDS.flatMap(([tag, read]) =>
    all.filter((name) => name.tag === tag).map(({ content }) => read(content)),
  );
}

function asciiText(content: Uint8Array): string {
  return Buffer.from(content).toString('latin1');
}

function ipText(content: Uint8Array): string {
  if (content.length === 4) return content.join('.');
  const groups = Buffer.from(content).toString('hex').match(/.{4}/g) ?? [];
  // The URL parser shortens IPv6 addresses in the usual way.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
