import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { VUContext } from '../../../vu/vu-context.ts';
import { createScriptRealm } from '../../suspending-realm.fixture.ts';
import { DSA_CERTIFICATE, EC_CERTIFICATE, ED_CERTIFICATE, RSA_CERTIFICATE } from './certificates.fixture.ts';
import { x509Module } from './x509-module.ts';

const realm = createScriptRealm();
const exported = x509Module.instantiate({ realm } as unknown as VUContext).named ?? {};
const run = (code: string, pem = '') => realm.evaluate(code, { ...exported, pem });
// Through JSON, since values of another realm never equal ours.
const read = (code: string, pem = RSA_CERTIFICATE) => JSON.parse(String(run(`JSON.stringify(${code})`, pem)));

describe('k6/crypto/x509', () => {
  test('parses an RSA certificate', () => {
    const certificate = read('parse(pem)');
    const x509 = new X509Certificate(RSA_CERTIFICATE);
    expect(certificate).toMatchObject({
      notBefore: `${new Date(x509.validFrom).toISOString().slice(0, 19)}Z`,
      notAfter: `${new Date(x509.validTo).toISOString().slice(0, 19)}Z`,
      signatureAlgorithm: 'SHA256-RSA',
      publicKey: { algorithm: 'RSA', key: { e: 65537 } },
    });
    expect(certificate.publicKey.key.n).toHaveLength(128);
    expect(Buffer.from(certificate.fingerPrint).toString('hex').toUpperCase()).toBe(
      x509.fingerprint.replaceAll(':', ''),
    );
    expect(certificate.subject.commonName).toBe('weather.test');
  });

  test('names the parts of the subject', () => {
    const { names, ...subject } = read('getSubject(pem)');
    expect(subject).toEqual({
      commonName: 'weather.test',
      country: 'NO',
      postalCode: '5003',
      stateOrProvinceName: 'Vestland',
      localityName: 'Bergen',
      streetAddress: '1 Harbour Road',
      organizationName: 'Windy Works',
      organizationalUnitName: ['Gusts', 'Squalls'],
    });
    expect(names[0]).toEqual({ type: '2.5.4.6', value: 'NO' });
    expect(names).toHaveLength(9);
  });

  test('names fewer parts of the issuer', () => {
    expect(Object.keys(read('getIssuer(pem)')).sort()).toEqual([
      'commonName',
      'country',
      'localityName',
      'names',
      'organizationName',
      'stateOrProvinceName',
    ]);
  });

  test('lists alternative names kind by kind', () => {
    expect(read('getAltNames(pem)')).toEqual([
      'weather.test',
      'www.weather.test',
      'desk@weather.test',
      '192.0.2.4',
      '2001:db8::1',
      'https://weather.test/about',
    ]);
  });

  test('parses an ECDSA certificate that outlives 2049, with a name in UTF-8', () => {
    const certificate = read('parse(pem)', EC_CERTIFICATE);
    expect(certificate).toMatchObject({
      subject: { commonName: 'é', organizationalUnitName: [] },
      signatureAlgorithm: 'ECDSA-SHA256',
      notAfter: '2126-10-29T20:37:28Z',
      altNames: [],
      publicKey: { algorithm: 'ECDSA', key: { curve: 'P-256' } },
    });
  });

  test('parses a DSA certificate', () => {
    const { signatureAlgorithm, publicKey } = read('parse(pem)', DSA_CERTIFICATE);
    expect(signatureAlgorithm).toBe('DSA-SHA256');
    expect(publicKey.algorithm).toBe('DSA');
    expect(publicKey.key.parameters.p).toHaveLength(128);
    expect(publicKey.key.y.length).toBeGreaterThan(120);
  });

  test('takes bytes as well as text', () => {
    const bytes = `Uint8Array.from(pem, (c) => c.charCodeAt(0))`;
    expect(read(`getSubject(${bytes}).commonName`)).toBe('weather.test');
    expect(read(`getSubject(${bytes}.buffer).commonName`)).toBe('weather.test');
  });

  test.each([
    ['bad PEM', 'nonsense', 'failed to decode certificate PEM file'],
    [
      'bad DER',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'failed to parse certificate: x509: malformed certificate',
    ],
    ['another kind of key', ED_CERTIFICATE, 'unsupported public key algorithm'],
  ])('refuses %s', (_what, pem, message) => {
    expect(() => run('parse(pem)', pem)).toThrow(message);
  });

  test('refuses values without bytes', () => {
    expect(() => run('parse(5)')).toThrow('invalid type int64, expected string, []byte or ArrayBuffer');
  });
});
