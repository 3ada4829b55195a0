import { apiVersionOf, parseApiVersion, type KubeObject, type Status } from '../api';

/** A request to the API server; what its handler takes. */
export interface PortRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly certificate: { readonly username: string; readonly groups: readonly string[] };
}

/** What it answers. A stream has no body. */
export interface PortAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** The way to the API server: its handler itself, or anything that passes requests on to one. */
export type ApiPort = (request: PortRequest) => PortAnswer;

/** An answer as JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Texts of the warning headers. */
  readonly warnings: readonly string[];
}

/** Who applies: the administrator of the kubeconfig. */
const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters'] };

const AGENT = 'kubectl/v1.36.2';
const WARNING = /^299 \S+ ("(?:[^"\\]|\\.)*")/;

const EMPTY = new Uint8Array();

function warningsOf({ headers }: PortAnswer): string[] {
  return [headers['warning'] ?? []].flat().flatMap((header) => {
    const [, text] = WARNING.exec(header) ?? [];
    return text === undefined ? [] : [JSON.parse(text) as string];
  });
}

/** An unknown path is answered in plain text. */
const isJson = ({ headers }: PortAnswer): boolean => String(headers['content-type']).startsWith('application/json');

/** Sends one request as kubectl does and reads the answer. */
export function call(
  port: ApiPort,
  method: PortRequest['method'],
  path: string,
  body?: string,
  parameters: Readonly<Record<string, string>> = {},
): JsonAnswer {
  const answer = port({
    method,
    path,
    query: new Map(Object.entries(parameters).map(([name, value]) => [name, [value]])),
    headers: { accept: 'application/json', 'content-type': 'application/json', 'user-agent': AGENT },
    body: body === undefined ? EMPTY : new TextEncoder().encode(body),
    certificate: ADMIN,
  });
  const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body ?? EMPTY);
  return { status: answer.status, body: isJson(answer) ? JSON.parse(text) : undefined, warnings: warningsOf(answer) };
}

/** Whether a request was carried out. */
export const isGood = ({ status }: JsonAnswer): boolean => status >= 200 && status < 300;

/** What the server says went wrong. */
export const messageOf = ({ body, status }: JsonAnswer): string =>
  (body as Partial<Status> | undefined)?.message ?? `the server answered ${status}`;

/** Where objects of a kind are served. */
export interface Place {
  /** Path of the collection of a namespace; the namespace does not count for cluster-scoped kinds. */
  readonly collection: (namespace: string) => string;
  readonly isNamespaced: boolean;
}

interface ListedResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Where kinds are served, as discovery tells; each group version is asked for once. */
export class Discovery {
  private known = new Map<string, readonly ListedResource[]>();

  constructor(private readonly port: ApiPort) {}

  /** Where objects like this one are served; undefined when they are not. */
  placeOf({ apiVersion, kind }: KubeObject): Place | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    const root = group === '' ? `/api/${version}` : `/apis/${apiVersionOf(group, version)}`;
    const found = this.resourcesAt(root).find((each) => each.kind === kind && !each.name.includes('/'));
    if (found === undefined) return undefined;
    const { name, namespaced } = found;
    return {
      collection: (namespace) => (namespaced ? `${root}/namespaces/${namespace}/${name}` : `${root}/${name}`),
      isNamespaced: namespaced,
    };
  }

  /** Forgets what was asked: a new CustomResourceDefinition changes the answers. */
  forget(): void {
    this.known = new Map();
  }

  private resourcesAt(root: string): readonly ListedResource[] {
    const known = this.known.get(root);
    if (known !== undefined) return known;
    const answer = call(this.port, 'GET', root);
    const listed = isGood(answer) ? ((answer.body as { resources?: ListedResource[] }).resources ?? []) : [];
    this.known.set(root, listed);
    return listed;
  }
}
