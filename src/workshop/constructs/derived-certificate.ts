import { createECDH, createHash } from 'node:crypto';

/** A certificate and its key as PEM text. */
export interface DerivedCertificate {
  /** Certificate, signed by itself. */
  readonly certificate: string;
  /** P-256 key, PKCS #8. */
  readonly privateKey: string;
}

/** Order of the group of P-256. Source: SEC 2, secp256r1. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

const sha256 = (...parts: (string | Buffer)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const toNumber = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
const toBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

/** A number between 1 and the order, from a seed. */
const scalar = (...seed: (string | Buffer)[]): bigint => (toNumber(sha256(...seed)) % (ORDER - 1n)) + 1n;

/** The point `value` times the generator, as 0x04, x, y. */
function multiply(value: bigint): Buffer {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(toBytes(value));
  return ecdh.getPublicKey();
}

/** `base` to the power of `exponent`, modulo the order. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let bit = exponent, square = base % ORDER; bit > 0n; bit >>= 1n, square = (square * square) % ORDER) {
    if ((bit & 1n) === 1n) result = (result * square) % ORDER;
  }
  return result;
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (body: Buffer): Buffer => der(0x03, Buffer.from([0]), body);
const time = (text: string): Buffer => der(0x17, Buffer.from(text));
function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const body = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return der(0x02, (body[0] as number) >= 0x80 ? Buffer.concat([Buffer.from([0]), body]) : body);
}

const EC_PUBLIC_KEY = identifier('2a8648ce3d0201');
const P256 = identifier('2a8648ce3d030107');
const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'));
const COMMON_NAME = identifier('550403');
const SUBJECT_ALTERNATIVE_NAME = identifier('551d11');

/** Signs `body`; the nonce is derived, not drawn, so that equal input gives equal bytes. */
function sign(body: Buffer, key: bigint): Buffer {
  const nonce = scalar('nonce', toBytes(key), body);
  const r = toNumber(multiply(nonce).subarray(1, 33)) % ORDER;
  const s = (power(nonce, ORDER - 2n) * ((toNumber(sha256(body)) + r * key) % ORDER)) % ORDER;
  return sequence(integer(r), integer(s));
}

const pem = (label: string, body: Buffer): string =>
  `-----BEGIN ${label}-----\n${body.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;

/**
 * Derives a certificate for `hosts`, valid from 2020 to 2049 and signed by itself, from `seed`: equal seeds give equal
 * bytes on every machine. For development only, because whoever knows the seed knows the key.
 */
export function deriveCertificate(seed: string, hosts: readonly string[]): DerivedCertificate {
  const key = scalar('key', seed);
  const point = multiply(key);
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(hosts[0] ?? 'localhost')))));
  const alternatives = sequence(...hosts.map((host) => der(0x82, Buffer.from(host))));
  const body = sequence(
    der(0xa0, integer(2n)),
    integer(toNumber(sha256('serial', seed).subarray(0, 8))),
    ECDSA_WITH_SHA256,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    sequence(sequence(EC_PUBLIC_KEY, P256), bits(point)),
    der(0xa3, sequence(sequence(SUBJECT_ALTERNATIVE_NAME, der(0x04, alternatives)))),
  );
  const privateKey = sequence(integer(1n), der(0x04, toBytes(key)), der(0xa1, bits(point)));
  return {
    certificate: pem('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, bits(sign(body, key)))),
    privateKey: pem('PRIVATE KEY', sequence(integer(0n), sequence(EC_PUBLIC_KEY, P256), der(0x04, privateKey))),
  };
}
