import { type FileSystem, type HttpResponse, isSystemError } from '../../process';
import { emptyAnswer, escapeHtml, goError, goNotFound, pageAnswer } from '../web/answers';

/** Types of content by the ends of names, as an Alpine image without a table of its own has them. Source: Go, mime/type.go. */
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  xml: 'text/xml; charset=utf-8',
};

const isText = (bytes: Uint8Array): boolean =>
  !bytes.subarray(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 27));

function contentType(path: string, bytes: Uint8Array): string {
  const known = TYPES[path.slice(path.lastIndexOf('.') + 1)];
  return known ?? (isText(bytes) ? 'text/plain; charset=utf-8' : 'application/octet-stream');
}

function listing(files: FileSystem, path: string): HttpResponse {
  const lines = files.list(path).map(({ name, type }) => {
    const shown = type === 'directory' ? `${name}/` : name;
    return `<a href="${encodeURI(shown)}">${escapeHtml(shown)}</a>\n`;
  });
  return pageAnswer(`<pre>\n${lines.join('')}</pre>\n`);
}

/** Answers for a file or a directory below `/fs`. Source: Go, net/http `FileServer`. */
export function browseFiles(files: FileSystem, wanted: string): HttpResponse {
  const path = `/${wanted}`;
  try {
    const isDirectory = files.stat(path).type === 'directory';
    if (isDirectory !== path.endsWith('/')) {
      const name = path.replace(/\/+$/, '').replace(/^.*\//, '');
      return emptyAnswer(301, { location: isDirectory ? `${name}/` : `../${name}` });
    }
    if (isDirectory) return listing(files, path);
    const body = files.read(path);
    return { status: 200, headers: { 'content-type': contentType(path, body), 'accept-ranges': 'bytes' }, body };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.code === 'EACCES' ? goError('403 Forbidden', 403) : goNotFound();
  }
}
