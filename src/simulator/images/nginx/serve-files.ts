import { encodeText, type FileStat, type FileSystem, httpDate, type HttpResponse, isSystemError } from '../../process';
import { escapeHtml } from '../web/answers';
import { statusAnswer } from './answers';
import { type Location, type Settings, type Site, type Sites, wordsOf } from './site';

/** A request for a file. */
export interface FileRequest {
  readonly files: FileSystem;
  readonly sites: Sites;
  readonly site: Site;
  readonly location: Location | undefined;
  readonly settings: Settings;
  /** Decoded, without query. */
  readonly path: string;
  /** Scheme and host that it was asked at, for redirects. */
  readonly origin: string;
  readonly range: string | undefined;
  /** What stands in the header `server`. */
  readonly server: string;
  /** Tells of what went wrong. */
  readonly report: (text: string) => void;
}

/** Path of the file for a path of a request. */
export function filePath({ settings, location, path }: Pick<FileRequest, 'settings' | 'location' | 'path'>): string {
  const [alias] = wordsOf(settings, 'alias');
  if (alias !== undefined && location !== undefined) return alias + path.slice(location.path.length);
  const [root = '/etc/nginx/html'] = wordsOf(settings, 'root');
  return `${root.replace(/\/$/, '')}${path}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dateOf(ms: number): string {
  const date = new Date(ms);
  const [year, , day] = date.toISOString().slice(0, 10).split('-');
  return `${day}-${MONTHS[date.getUTCMonth()] ?? ''}-${year} ${date.toISOString().slice(11, 16)}`;
}

/** Width of names in a listing. Source: nginx, ngx_http_autoindex_module.c `NGX_HTTP_AUTOINDEX_NAME_LEN`. */
const NAME_WIDTH = 50;

function listing({ files, path, server }: FileRequest, folder: string): HttpResponse {
  const entries = files.list(folder).filter(({ name }) => !name.startsWith('.'));
  const isFolder = (type: string): boolean => type === 'directory';
  const sorted = [...entries].sort(
    (a, b) => Number(isFolder(b.type)) - Number(isFolder(a.type)) || (a.name < b.name ? -1 : 1),
  );
  const lines = sorted.map(({ name, type }) => {
    const stat = files.stat(`${folder}/${name}`);
    const shown = isFolder(type) ? `${name}/` : name;
    const size = isFolder(type) ? '-' : String(stat.sizeBytes);
    const link = `<a href="${encodeURI(shown)}">${escapeHtml(shown)}</a>`;
    return `${link}${' '.repeat(Math.max(NAME_WIDTH - shown.length, 0))} ${dateOf(stat.modifiedMs)} ${size.padStart(19)}`;
  });
  const title = `Index of ${escapeHtml(path)}`;
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<h1>${title}</h1><hr><pre><a href="../">../</a>`,
    ...lines,
    '</pre><hr></body>',
    '</html>',
    '',
  ].join('\r\n');
  return { status: 200, headers: { server, 'content-type': 'text/html' }, body: encodeText(body) };
}

function typeOf({ sites, settings }: FileRequest, path: string): string {
  const end = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const [fallback = 'text/plain'] = wordsOf(settings, 'default_type');
  return sites.types.get(end) ?? fallback;
}

function content(request: FileRequest, path: string, stat: FileStat): HttpResponse {
  const { files, server, range } = request;
  const all = files.read(path);
  const seconds = Math.floor(stat.modifiedMs / 1000);
  const headers = {
    server,
    'content-type': typeOf(request, path),
    'last-modified': httpDate(stat.modifiedMs),
    etag: `"${seconds.toString(16)}-${all.length.toString(16)}"`,
  };
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return { status: 200, headers: { ...headers, 'accept-ranges': 'bytes' }, body: all };
  const begin = from === '' ? Math.max(all.length - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? all.length - 1 : Math.min(Number(to), all.length - 1);
  if (begin > end) return statusAnswer(416, server, { 'content-range': `bytes */${all.length}` });
  const shown = { ...headers, 'content-range': `bytes ${begin}-${end}/${all.length}` };
  return { status: 206, headers: shown, body: all.slice(begin, end + 1) };
}

/** Answers with the file at the path of the request, or the index of a directory. */
export function serveFile(request: FileRequest): HttpResponse {
  const { files, settings, path, origin, server, report } = request;
  const file = filePath(request);
  try {
    const stat = files.stat(file);
    if (stat.type !== 'directory') {
      if (path.endsWith('/')) report(`"${file}" is not a directory`);
      return path.endsWith('/') ? statusAnswer(404, server) : content(request, file, stat);
    }
    if (!path.endsWith('/')) return statusAnswer(301, server, { location: `${origin}${encodeURI(path)}/` });
    const names = wordsOf(settings, 'index');
    const index = (names.length === 0 ? ['index.html'] : names)
      .map((name) => `${file}${name}`)
      .find((each) => files.exists(each));
    if (index !== undefined) return content(request, index, files.stat(index));
    if (wordsOf(settings, 'autoindex')[0] === 'on') return listing(request, file);
    report(`directory index of "${file}" is forbidden`);
    return statusAnswer(403, server);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const isMissing = error.code !== 'EACCES';
    report(`open() "${file}" failed (${isMissing ? 2 : 13}: ${error.message})`);
    return statusAnswer(isMissing ? 404 : 403, server);
  }
}
