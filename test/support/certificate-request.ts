import { generateKeyPairSync, sign } from 'node:crypto';
import { der, tagged } from '../../src/simulator/edge/der';

/** What a request says. */
export interface Wanted {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  /** Whether somebody else's key signs it. @default false */
  readonly isForged?: boolean;
}

/** A certificate signing request as `openssl req -new` makes it. */
export interface MadeRequest {
  /** PEM text in base64, as `spec.request` holds it. */
  readonly request: string;
  /** The private key, as PEM text. */
  readonly key: string;
}

const attribute = (oid: string, value: string): Buffer => der.set(der.sequence(der.identifier(oid), der.text(value)));

function extensionRequest(dnsNames: readonly string[]): Buffer {
  const names = der.sequence(...dnsNames.map((name) => tagged(0x82, Buffer.from(name))));
  const extension = der.sequence(der.identifier('2.5.29.17'), der.octets(names));
  return der.sequence(der.identifier('1.2.840.113549.1.9.14'), der.set(der.sequence(extension)));
}

/** Makes a request and its key. */
export function newCertificateRequest({
  commonName,
  organizations = [],
  dnsNames = [],
  isForged = false,
}: Wanted): MadeRequest {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = isForged ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey;
  const body = der.sequence(
    der.integer(Buffer.from([0])),
    der.sequence(...organizations.map((name) => attribute('2.5.4.10', name)), attribute('2.5.4.3', commonName)),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa0, ...(dnsNames.length === 0 ? [] : [extensionRequest(dnsNames)])),
  );
  const algorithm = der.sequence(der.identifier('1.2.840.10045.4.3.2'));
  const whole = der.sequence(body, algorithm, der.bits(sign('sha256', body, signer)));
  const lines = whole.toString('base64').replace(/(.{64})(?=.)/g, '$1\n');
  const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`;
  return {
    request: Buffer.from(pem).toString('base64'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
