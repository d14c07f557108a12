import { X509Certificate } from 'node:crypto';
import type { Realm } from '../../../sandbox/contract.ts';
import type { BuiltinModule, ModuleExports } from '../../builtin-module.ts';
import { oncePerRealm } from '../../per-realm.ts';
import { requireScriptBytes } from '../../script-bytes.ts';
import { type CertificateFields, type NameAttribute, readCertificate } from './certificate-fields.ts';
import { publicKeyFields } from './public-key.ts';
import { signatureAlgorithmName } from './signature-algorithm.ts';

/** `k6/crypto/x509`. */
export const x509Module: BuiltinModule = {
  specifier: 'k6/crypto/x509',
  instantiate: ({ realm }) => x509Exports(realm),
};

const x509Exports = oncePerRealm((realm): ModuleExports => {
  const offer = (name: string, read: (certificate: OpenedCertificate) => unknown) =>
    realm.native(name, 1, (pem: unknown) => realm.clone(read(openCertificate(pem, realm))));
  return {
    named: {
      parse: offer('parse', (certificate) => wholeCertificate(certificate, realm)),
      getAltNames: offer('getAltNames', ({ fields }) => fields.altNames),
      getIssuer: offer('getIssuer', ({ fields }) => issuerName(fields.issuer)),
      getSubject: offer('getSubject', ({ fields }) => subjectName(fields.subject)),
    },
  };
});

interface OpenedCertificate {
  readonly x509: X509Certificate;
  readonly fields: CertificateFields;
}

const PEM_BLOCK = /-----BEGIN ([^-]+)-----[\s\S]+?-----END \1-----/;

function openCertificate(pem: unknown, realm: Realm): OpenedCertificate {
  const text = Buffer.from(requireScriptBytes(pem, realm)).toString('latin1');
  const [block] = PEM_BLOCK.exec(text) ?? [];
  if (block === undefined) throw realm.goError('failed to decode certificate PEM file');
  try {
    const x509 = new X509Certificate(block);
    return { x509, fields: readCertificate(x509.raw) };
  } catch {
    throw realm.goError('failed to parse certificate: x509: malformed certificate');
  }
}

function wholeCertificate(
  { x509, fields }: OpenedCertificate,
  realm: Realm,
): Readonly<Record<string, unknown>> {
  const publicKey = publicKeyFields(x509.publicKey);
  if (publicKey === undefined) throw realm.goError('unsupported public key algorithm');
  return {
    subject: subjectName(fields.subject),
    issuer: issuerName(fields.issuer),
    notBefore: fields.notBefore,
    notAfter: fields.notAfter,
    altNames: fields.altNames,
    signatureAlgorithm: signatureAlgorithmName(fields.signatureAlgorithm),
    fingerPrint: [...Buffer.from(x509.fingerprint.replaceAll(':', ''), 'hex')],
    publicKey,
  };
}

const ISSUER_ATTRIBUTES = {
  commonName: '2.5.4.3',
  country: '2.5.4.6',
  stateOrProvinceName: '2.5.4.8',
  localityName: '2.5.4.7',
  organizationName: '2.5.4.10',
} as const;

const SUBJECT_ATTRIBUTES = {
  ...ISSUER_ATTRIBUTES,
  postalCode: '2.5.4.17',
  streetAddress: '2.5.4.9',
} as const;
const ORGANIZATIONAL_UNIT = '2.5.4.11';

function issuerName(names: readonly NameAttribute[]): Readonly<Record<string, unknown>> {
  return { ...namedAttributes(names, ISSUER_ATTRIBUTES), names };
}

function subjectName(names: readonly NameAttribute[]): Readonly<Record<string, unknown>> {
  const units = names.filter(({ type }) => type === ORGANIZATIONAL_UNIT).map(({ value }) => value);
  return { ...namedAttributes(names, SUBJECT_ATTRIBUTES), organizationalUnitName: units, names };
}

/** The first value of each attribute; '' when there is none. */
function namedAttributes(
  names: readonly NameAttribute[],
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const firstOf = (oid: string) => names.find(({ type }) => type === oid)?.value ?? '';
  return Object.fromEntries(Object.entries(attributes).map(([name, oid]) => [name, firstOf(oid)]));
}
