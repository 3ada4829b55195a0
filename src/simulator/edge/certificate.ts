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
  ed25519: '1.3.101.112',
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

/** How a key signs: Ed25519 hashes by itself, and signs equal texts equally. */
const signingOf = ({ asymmetricKeyType }: KeyObject): { readonly algorithm: Buffer; readonly hash: string | null } =>
  asymmetricKeyType === 'ed25519'
    ? { algorithm: der.sequence(der.identifier(OID.ed25519)), hash: null }
    : { algorithm: der.sequence(der.identifier(OID.ecdsaWithSha256)), hash: 'sha256' };

const DIGITAL_SIGNATURE = der.bits(Buffer.from([0x80]), 7);
const SIGNS_CERTIFICATES = der.bits(Buffer.from([0x86]), 1);

const attribute = (oid: string, value: string): Buffer => der.set(der.sequence(der.identifier(oid), der.text(value)));

const distinguishedName = ({ commonName, organizations = [] }: Subject): Buffer =>
  der.sequence(
    ...organizations.map((name) => attribute(OID.organization, name)),
    attribute(OID.commonName, commonName),
  );

/** One extension. */
export const extension = (oid: string, value: Buffer, isCritical = false): Buffer =>
  der.sequence(der.identifier(oid), ...(isCritical ? [der.isTrue()] : []), der.octets(value));

const publicBytes = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

const keyIdentifier = (publicKey: Uint8Array): Buffer => createHash('sha1').update(publicKey).digest();

/** The extension by which a certificate names the key that signed it. */
export const authorityIdentifier = ({ publicKey }: Authority): Buffer =>
  extension(OID.authorityKeyIdentifier, der.sequence(tagged(0x80, keyIdentifier(publicBytes(publicKey)))));

/** A host as RFC 5280 names it: 2 for a name, 7 for an address. */
function generalName(host: string): Buffer {
  if (isIP(host) === 4) return tagged(0x87, Buffer.from(host.split('.').map(Number)));
  if (host === '::1') return tagged(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
  return tagged(0x82, Buffer.from(host));
}

function extensionsOf(usage: Usage, own: KeyObject, authority: Authority): Buffer[] {
  const identifiers = [
    extension(OID.subjectKeyIdentifier, der.octets(keyIdentifier(publicBytes(own)))),
    authorityIdentifier(authority),
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

/** Draws an Ed25519 key: it signs without chance. */
export const newSigningKey = (): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } =>
  generateKeyPairSync('ed25519');

/** Draws a P-256 key. */
export const newKey = (): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A positive serial number of 16 bytes that begins with no zero, as DER wants it. @default - of bytes by chance */
export function serialNumber(bytes = randomBytes(16)): Buffer {
  const number = Buffer.from(bytes.subarray(0, 16));
  number[0] = ((number[0] ?? 0) & 0x7f) | 0x40;
  return number;
}

/** What a certificate is made of, as DER. */
export interface CertificateParts {
  readonly serialNumber: Buffer;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Buffer[];
  readonly valid: { readonly from: Date; readonly until: Date };
}

/** A certificate of these parts, signed by `authority`, as PEM text. */
export function signCertificate(parts: CertificateParts, authority: Authority): string {
  const { algorithm, hash } = signingOf(authority.privateKey);
  const body = der.sequence(
    tagged(0xa0, der.integer(Buffer.from([2]))),
    der.integer(parts.serialNumber),
    algorithm,
    distinguishedName(authority.subject),
    der.sequence(der.time(parts.valid.from), der.time(parts.valid.until)),
    Buffer.from(parts.subject),
    Buffer.from(parts.publicKey),
    tagged(0xa3, der.sequence(...parts.extensions)),
  );
  return pem(der.sequence(body, algorithm, der.bits(sign(hash, body, authority.privateKey))));
}

/** A certificate of `subject` and its key, signed by `authority`, as PEM text. */
export function certify(
  subject: Subject,
  publicKey: KeyObject,
  usage: Usage,
  authority: Authority,
  valid: CertificateParts['valid'],
): string {
  const parts = { subject: distinguishedName(subject), publicKey: publicBytes(publicKey), valid };
  const extensions = extensionsOf(usage, publicKey, authority);
  return signCertificate({ ...parts, serialNumber: serialNumber(), extensions }, authority);
}
