import { DerError, derParts, derValues, type DerValue } from './der';

/** What a certificate signing request says (PKCS #10). */
export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  /** Addresses as bytes: four or sixteen. */
  readonly ipAddresses: readonly Uint8Array[];
  readonly uris: readonly string[];
  /** Parts as DER: for whoever checks and signs. */
  readonly der: {
    /** What is signed. */
    readonly body: Uint8Array;
    readonly subject: Uint8Array;
    readonly publicKey: Uint8Array;
    /** Object identifier of the signature's algorithm, without its tag. */
    readonly algorithm: Uint8Array;
    readonly signature: Uint8Array;
    /** Names and addresses; undefined when it has none. */
    readonly alternativeNames: Uint8Array | undefined;
  };
}

const SEQUENCE = 0x30;
const SET = 0x31;
const ATTRIBUTES = 0xa0;
/** Tags of alternative names. Source: RFC 5280, GeneralName. */
const NAME_TAGS = { email: 0x81, dns: 0x82, uri: 0x86, address: 0x87 } as const;

/** Object identifiers as bytes. Source: RFC 5280, RFC 2985. */
const COMMON_NAME = '55,4,3';
const ORGANIZATION = '55,4,a';
const EXTENSION_REQUEST = '2a,86,48,86,f7,d,1,9,e';
const ALTERNATIVE_NAME = '55,1d,11';

const idOf = (bytes: Uint8Array | undefined): string => [...(bytes ?? [])].map((byte) => byte.toString(16)).join(',');

const textOf = ({ contents }: DerValue): string => new TextDecoder().decode(contents);

const partsOf = (value: DerValue | undefined): DerValue[] => (value === undefined ? [] : derValues(value.contents));

/** The bytes of the first PEM block. Throws a DerError. Source: Kubernetes 1.36, pkg/apis/certificates/helpers.go `ParseCSR`. */
function pemBytes(base64: string): Uint8Array {
  const notRequest = new DerError('PEM block type must be CERTIFICATE REQUEST');
  try {
    const text = atob(base64);
    const block = /-----BEGIN CERTIFICATE REQUEST-----\s([^-]*)-----END CERTIFICATE REQUEST-----/.exec(text);
    if (block === null) throw notRequest;
    return Uint8Array.from(atob((block[1] as string).replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
  } catch {
    throw notRequest;
  }
}

/** Attributes of a name by their identifier. */
function namesOf(subject: DerValue): readonly { readonly id: string; readonly text: string }[] {
  return partsOf(subject).flatMap((set) =>
    partsOf(set).map((pair) => {
      const [identifier, value] = partsOf(pair);
      return { id: idOf(identifier?.contents), text: value === undefined ? '' : textOf(value) };
    }),
  );
}

/** The alternative names among the extensions that a request asks for. */
function alternativeNames(attributes: DerValue | undefined): Uint8Array | undefined {
  for (const attribute of partsOf(attributes)) {
    const [identifier, values] = partsOf(attribute);
    if (idOf(identifier?.contents) !== EXTENSION_REQUEST || values?.tag !== SET) continue;
    for (const extension of partsOf(values).flatMap(partsOf)) {
      const parts = partsOf(extension);
      if (idOf(parts[0]?.contents) === ALTERNATIVE_NAME) return parts.at(-1)?.contents;
    }
  }
  return undefined;
}

/**
 * Reads a certificate signing request: PEM text in base64, as an object of the API holds it. Its signature is not
 * checked. Throws a DerError with the words of a real server, where it has some of its own.
 */
export function parseCertificateRequest(base64: string): CertificateRequest {
  const [body, algorithm, signature] = derParts(pemBytes(base64), SEQUENCE);
  const [, subject, publicKey, attributes] = partsOf(body);
  if (body === undefined || algorithm === undefined || signature === undefined) throw incomplete();
  if (subject === undefined || publicKey === undefined) throw incomplete();
  const names = namesOf(subject);
  const named = (id: string): string[] => names.filter((each) => each.id === id).map(({ text }) => text);
  const others = alternativeNames(attributes?.tag === ATTRIBUTES ? attributes : undefined);
  const general = others === undefined ? [] : derParts(others, SEQUENCE);
  const tagged = (tag: number): DerValue[] => general.filter((each) => each.tag === tag);
  return {
    commonName: named(COMMON_NAME).at(-1) ?? '',
    organizations: named(ORGANIZATION),
    dnsNames: tagged(NAME_TAGS.dns).map(textOf),
    emailAddresses: tagged(NAME_TAGS.email).map(textOf),
    ipAddresses: tagged(NAME_TAGS.address).map(({ contents }) => contents),
    uris: tagged(NAME_TAGS.uri).map(textOf),
    der: {
      body: body.whole,
      subject: subject.whole,
      publicKey: publicKey.whole,
      algorithm: partsOf(algorithm)[0]?.contents ?? new Uint8Array(),
      // The first byte of a bit string says how many bits of the last one do not count: none.
      signature: signature.contents.subarray(1),
      alternativeNames: others,
    },
  };
}

const incomplete = (): DerError => new DerError('asn1: syntax error: sequence truncated');
