import { type FileSystem, isSystemError, type ServerCertificate } from '../../process';
import { hasPem } from '../web/pem';

/**
 * Certificate and key of two files, or what is wrong with them in the words of Go. Not modelled: that the two belong
 * together, and whether the certificate is valid.
 *
 * Source: Go 1.24, crypto/tls `LoadX509KeyPair`, `X509KeyPair`.
 */
export function readCertificate(
  files: FileSystem,
  certificatePath: string,
  keyPath: string,
): ServerCertificate | { readonly problem: string } {
  const texts: string[] = [];
  for (const path of [certificatePath, keyPath]) {
    try {
      texts.push(files.readText(path));
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return { problem: `open ${path}: ${error.message.toLowerCase()}` };
    }
  }
  const [certificate = '', key = ''] = texts;
  if (!hasPem(certificate, 'CERTIFICATE')) return { problem: missing('certificate') };
  if (!hasPem(key, 'PRIVATE KEY')) return { problem: missing('key') };
  return { certificate, key };
}

const missing = (what: string): string => `tls: failed to find any PEM data in ${what} input`;
