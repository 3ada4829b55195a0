import { createHash, createPrivateKey, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { type CertificateRequest, parseCertificateRequest, type SignCertificate } from '..';
import { type Authority, authorityIdentifier, extension, serialNumber, signCertificate } from './certificate';
import { type ClusterCertificates, SIGNER } from './cluster-certificates';
import { der } from './der';

/** Bits of the extension keyUsage, from the first on. Source: RFC 5280; Kubernetes 1.36, pkg/apis/certificates/types.go. */
const KEY_USAGES: readonly (readonly string[])[] = [
  ['signing', 'digital signature'],
  ['content commitment'],
  ['key encipherment'],
  ['data encipherment'],
  ['key agreement'],
  ['cert sign'],
  ['crl sign'],
  ['encipher only'],
  ['decipher only'],
];

/** Purposes of the extension extKeyUsage. Source: RFC 5280; Kubernetes 1.36, the same file. */
const PURPOSES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

const OID = {
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** Hash of each algorithm that requests are signed with, by its identifier as DER. Source: RFC 8017, RFC 5758, RFC 8410. */
const HASHES: ReadonlyMap<string, string | null> = new Map(
  (
    [
      ['1.2.840.113549.1.1.11', 'sha256'],
      ['1.2.840.113549.1.1.12', 'sha384'],
      ['1.2.840.113549.1.1.13', 'sha512'],
      ['1.2.840.10045.4.3.2', 'sha256'],
      ['1.2.840.10045.4.3.3', 'sha384'],
      ['1.2.840.10045.4.3.4', 'sha512'],
      ['1.3.101.112', null],
    ] as const
  ).map(([oid, hash]) => [der.identifier(oid).subarray(2).toString('hex'), hash]),
);

/** Whether whoever asks has the key. */
function isProven({ der: { algorithm, body, publicKey, signature } }: CertificateRequest): boolean {
  const hash = HASHES.get(Buffer.from(algorithm).toString('hex'));
  if (hash === undefined) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return verify(hash, body, key, signature);
  } catch {
    // What is no key proves nothing.
    return false;
  }
}

function keyUsage(usages: readonly string[]): Buffer[] {
  const bits = KEY_USAGES.map((names) => names.some((name) => usages.includes(name)));
  const last = bits.lastIndexOf(true);
  if (last < 0) return [];
  const bytes = Buffer.alloc(last < 8 ? 1 : 2);
  bits.forEach((isSet, bit) => {
    if (isSet) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  });
  return [extension(OID.keyUsage, der.bits(bytes, 7 - (last & 7)), true)];
}

function purposes(usages: readonly string[]): Buffer[] {
  const wanted = [...new Set(usages.flatMap((usage) => PURPOSES[usage] ?? []))];
  return wanted.length === 0
    ? []
    : [extension(OID.extendedKeyUsage, der.sequence(...wanted.map((each) => der.identifier(each))))];
}

/**
 * Signs what is asked for through the API, with the key of the cluster's signer and no longer than that is valid. Equal
 * demands give equal certificates, so that a history that is played again stays as it was.
 *
 * Source: Kubernetes 1.36, pkg/controller/certificates/authority/{authority,policies}.go.
 */
export function certificateSigner({ signer }: ClusterCertificates): SignCertificate {
  const own = new X509Certificate(signer.certificate);
  const authority: Authority = { subject: SIGNER, privateKey: createPrivateKey(signer.key), publicKey: own.publicKey };
  const endMs = Date.parse(own.validTo);
  return ({ request: text, usages, fromMs, untilMs }) => {
    const request = parseCertificateRequest(text);
    if (!isProven(request)) return undefined;
    const { subject, publicKey, alternativeNames } = request.der;
    const serial = createHash('sha256')
      .update(JSON.stringify([text, usages, fromMs, untilMs]))
      .digest();
    return signCertificate(
      {
        serialNumber: serialNumber(serial),
        subject,
        publicKey,
        extensions: [
          ...keyUsage(usages),
          ...purposes(usages),
          extension(OID.basicConstraints, der.sequence(), true),
          authorityIdentifier(authority),
          ...(alternativeNames === undefined
            ? []
            : [extension(OID.subjectAlternativeName, Buffer.from(alternativeNames))]),
        ],
        valid: { from: new Date(fromMs), until: new Date(Math.min(untilMs, endMs)) },
      },
      authority,
    );
  };
}
