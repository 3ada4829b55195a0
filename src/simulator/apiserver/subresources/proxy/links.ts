/**
 * Attributes that hold links, by the tag that they are in.
 * Source: Kubernetes 1.36, apimachinery/pkg/util/proxy/transport.go `atomsToAttrs`.
 */
const LINKS: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  applet: ['codebase'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  command: ['icon'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
};

/** Who is asked, and under which path the client sees it. */
export interface Place {
  readonly prefix: string;
  /** Host of the client's request. */
  readonly clientHost: string;
  /** Host of the backend. */
  readonly backendHost: string;
}

/**
 * Makes a link to the backend one that goes through the proxy; others stay as they are.
 * Source: Kubernetes 1.36, apimachinery/pkg/util/proxy/transport.go `rewriteURL`.
 */
export function rewriteLink(link: string, { prefix, clientHost, backendHost }: Place): string {
  const [, scheme = '', host = '', path = ''] = /^([a-z][a-z0-9+.-]*:)?(?:\/\/([^/?#]*))?(.*)$/is.exec(link) ?? [];
  const isElsewhere = host !== '' && host !== backendHost && host !== clientHost;
  const isOpaque = scheme !== '' && host === '';
  if (isElsewhere || isOpaque || !path.startsWith('/')) return link;
  const through = path.startsWith(prefix) ? path : `${prefix}${path}`;
  return host !== '' && host === clientHost ? `${scheme}//${host}${through}` : through;
}

const TAG = /<([a-z][a-z0-9]*)(\s[^<>]*)>/gi;
const ATTRIBUTE = /([^\s=/"'<>]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)/g;

/** Rewrites the links of a page; what scripts and styles link to stays as it is. */
export function rewritePage(page: string, place: Place): string {
  return page.replace(TAG, (tag, name: string, attributes: string) => {
    const links = LINKS[name.toLowerCase()];
    if (links === undefined) return tag;
    const rewritten = attributes.replace(ATTRIBUTE, (whole, key: string, equals: string, value: string) => {
      if (!links.includes(key.toLowerCase())) return whole;
      const quote = /^["']/.exec(value)?.[0] ?? '';
      const link = quote === '' ? value : value.slice(1, -1);
      return `${key}${equals}${quote}${rewriteLink(link, place)}${quote}`;
    });
    return `<${name}${rewritten}>`;
  });
}
