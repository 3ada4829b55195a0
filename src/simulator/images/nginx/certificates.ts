import { type FileSystem, isSystemError, type ServerCertificate } from '../../process';
import { hasPem } from '../web/pem';
import { ConfigError } from './read-config';
import { type Site, type Sites, wordsOf } from './site';

/** Where relative names of the configuration begin. */
const CONFIGURATION = '/etc/nginx';

/** One file of a pair: how it is called in messages, what reads it, and what that says of rubbish. */
interface Part {
  readonly directive: 'ssl_certificate' | 'ssl_certificate_key';
  readonly name: string;
  readonly kind: 'CERTIFICATE' | 'PRIVATE KEY';
  readonly rubbish: string;
}

/** Source: OpenSSL 3.0; texts from memory. */
const PARTS: readonly Part[] = [
  {
    directive: 'ssl_certificate',
    name: 'certificate',
    kind: 'CERTIFICATE',
    rubbish:
      'PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)',
  },
  {
    directive: 'ssl_certificate_key',
    name: 'certificate key',
    kind: 'PRIVATE KEY',
    rubbish:
      'PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)',
  },
];

/** Reads one of the files that a site names. Throws ConfigError. */
function read(files: FileSystem, { name, kind, rubbish }: Part, given: string): string {
  const path = given.startsWith('/') ? given : `${CONFIGURATION}/${given}`;
  let text: string;
  try {
    text = files.readText(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const details =
      error.code === 'ENOENT'
        ? `SSL: error:80000002:system library::No such file or directory:calling fopen(${path}, r) error:10000080:BIO routines::no such file`
        : `SSL: error:8000000D:system library::${error.message}:calling fopen(${path}, r)`;
    throw new ConfigError(`cannot load ${name} "${path}": BIO_new_file() failed (${details})`);
  }
  if (hasPem(text, kind)) return text;
  throw new ConfigError(`cannot load ${name} "${path}": ${rubbish}`);
}

/**
 * Certificates and keys of the sites that name some. Not modelled: that the two belong together, several pairs of a site,
 * keys with a password.
 *
 * @throws ConfigError where one cannot be read, and where the first site of a port for TLS has none.
 *
 * Source: nginx 1.22, src/http/modules/ngx_http_ssl_module.c `ngx_http_ssl_init`, src/event/ngx_event_openssl.c.
 */
export function certificatesOf(files: FileSystem, { sites }: Sites): ReadonlyMap<Site, ServerCertificate> {
  const found = new Map<Site, ServerCertificate>();
  for (const site of sites) {
    const [certificate, key] = PARTS.map((part) => {
      const [path] = wordsOf(site.settings, part.directive);
      return path === undefined ? undefined : read(files, part, path);
    });
    if (certificate === undefined) continue;
    if (key === undefined)
      throw new ConfigError(
        `no "ssl_certificate_key" is defined for certificate "${wordsOf(site.settings, 'ssl_certificate')[0] ?? ''}"`,
      );
    found.set(site, { certificate, key });
  }
  for (const port of new Set(sites.flatMap(({ securePorts }) => securePorts))) {
    const first = sites.find(({ ports }) => ports.includes(port));
    if (first !== undefined && !found.has(first)) {
      throw new ConfigError(`no "ssl_certificate" is defined for the "listen ... ssl" directive in ${first.place}`);
    }
  }
  return found;
}
