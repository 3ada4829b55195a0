import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { der, tagged } from './der';

/** A private key with its certificate, as PEM text. */
export interface CertifiedKey {
  readonly certificate: string;
  /** PKCS #8. */
  readonly key: string;
}

/** Whose certificate it is. */
export interface Subject {
  readonly commonName: string;
  /** Groups of a user. @default - none */
  readonly organizations?: readonly string[];
}

/** What a certificate proves. */
export type Usage =
  | { readonly kind: 'authority' }
  /** Names and addresses that a server answers under. */
  | { readonly kind: 'server'; readonly hosts: readonly string[] }
  | { readonly kind: 'client' };

/** Who signs. */
export interface Authority {
  readonly subject: Subject;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Object identifiers. Source: RFC 5280, RFC 5758. */
const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const ALGORITHM = der.sequence(der.identifier(OID.ecdsaWithSha256));
const DIGITAL_SIGNATURE = der.bits(Buffer.from([0x80]), 7);
const SIGNS_CERTIFICATES = der.bits(Buffer.from([0x86]), 1);

const attribute = (oid: string, value: string): Buffer => der.set(der.sequence(der.identifier(oid), der.text(value)));

const distinguishedName = ({ commonName, organizations = [] }: Subject): Buffer =>
  der.sequence(
    ...organizations.map((name) => attribute(OID.organization, name)),
    attribute(OID.commonName, commonName),
  );

const extension = (oid: string, value: Buffer, isCritical = false): Buffer =>
  der.sequence(der.identifier(oid), ...(isCritical ? [der.isTrue()] : []), der.octets(value));

const publicBytes = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

const keyIdentifier = (key: KeyObject): Buffer => createHash('sha1').update(publicBytes(key)).digest();

/** A host as RFC 5280 names it: 2 for a name, 7 for an address. */
function generalName(host: string): Buffer {
  if (isIP(host) === 4) return tagged(0x87, Buffer.from(host.split('.').map(Number)));
  if (host === '::1') return tagged(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
  return tagged(0x82, Buffer.from(host));
}

function extensionsOf(usage: Usage, own: KeyObject, authority: KeyObject): Buffer[] {
  const identifiers = [
    extension(OID.subjectKeyIdentifier, der.octets(keyIdentifier(own))),
    extension(OID.authorityKeyIdentifier, der.sequence(tagged(0x80, keyIdentifier(authority)))),
  ];
  switch (usage.kind) {
    case 'authority':
      return [
        extension(OID.keyUsage, SIGNS_CERTIFICATES, true),
        extension(OID.basicConstraints, der.sequence(der.isTrue()), true),
        ...identifiers,
      ];
    case 'server':
      return [
        extension(OID.keyUsage, DIGITAL_SIGNATURE, true),
        extension(OID.extendedKeyUsage, der.sequence(der.identifier(OID.serverAuth))),
        extension(OID.basicConstraints, der.sequence(), true),
        ...identifiers,
        extension(OID.subjectAlternativeName, der.sequence(...usage.hosts.map(generalName))),
      ];
    case 'client':
      return [
        extension(OID.keyUsage, DIGITAL_SIGNATURE, true),
        extension(OID.extendedKeyUsage, der.sequence(der.identifier(OID.clientAuth))),
        extension(OID.basicConstraints, der.sequence(), true),
        ...identifiers,
      ];
  }
}

const pem = (body: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${body.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;

/** Draws a P-256 key. */
export const newKey = (): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A positive serial number of 16 bytes that begins with no zero, as DER wants it. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** A certificate of `subject` and its key, signed by `authority`, as PEM text. */
export function certify(
  subject: Subject,
  publicKey: KeyObject,
  usage: Usage,
  authority: Authority,
  valid: { readonly from: Date; readonly until: Date },
): string {
  const body = der.sequence(
    tagged(0xa0, der.integer(Buffer.from([2]))),
    der.integer(serialNumber()),
    ALGORITHM,
    distinguishedName(authority.subject),
    der.sequence(der.time(valid.from), der.time(valid.until)),
    distinguishedName(subject),
    publicBytes(publicKey),
    tagged(0xa3, der.sequence(...extensionsOf(usage, publicKey, authority.publicKey))),
  );
  return pem(der.sequence(body, ALGORITHM, der.bits(sign('sha256', body, authority.privateKey))));
}
