import type { ApiRequest } from './request';

/** What a request is about, read from its method, path and query. */
export interface RequestInfo {
  readonly isResourceRequest: boolean;
  /** get, list, watch, create, update, patch, delete, deletecollection; else the method in lower case. */
  readonly verb: string;
  readonly path: string;
  readonly group: string;
  readonly version: string;
  /** Plural; '' when the request is not about resources. */
  readonly resource: string;
  readonly subresource: string;
  /** Path behind a subresource such as `proxy`, without leading slash. */
  readonly tail: string;
  /** '' for cluster-scoped resources and for all namespaces. */
  readonly namespace: string;
  readonly name: string;
}

const VERB_OF_METHOD: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Subresources of the namespace itself, as against resources in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** Reads a request line. Source: Kubernetes 1.36, apiserver/pkg/endpoints/request/requestinfo.go `NewRequestInfo`. */
export function requestInfoOf(request: ApiRequest): RequestInfo {
  const parts = request.path.split('/').filter((part) => part !== '');
  const prefixLength = parts[0] === 'api' ? 2 : parts[0] === 'apis' ? 3 : 0;
  if (prefixLength === 0 || parts.length <= prefixLength) return plainInfo(request);
  const group = prefixLength === 2 ? '' : decoded(parts[1]);
  const version = decoded(parts[prefixLength - 1]);
  let rest = parts.slice(prefixLength).map(decoded);
  let verb = VERB_OF_METHOD[request.method] ?? '';
  const isWatchPath = rest[0] === 'watch' && rest.length > 1;
  if (isWatchPath) {
    verb = 'watch';
    rest = rest.slice(1);
  }
  const { namespace, parts: own } = withoutNamespace(rest);
  const [resource = '', name = '', subresource = '', ...tail] = own;
  if (name === '' && verb === 'get') verb = isTrue(request.query.get('watch')?.[0]) ? 'watch' : 'list';
  if (name === '' && verb === 'delete') verb = 'deletecollection';
  return {
    isResourceRequest: true,
    verb,
    path: request.path,
    group,
    version,
    resource,
    subresource,
    tail: tail.join('/'),
    namespace,
    name,
  };
}

/** What the converter of query parameters takes for true. */
const isTrue = (value: string | undefined): boolean =>
  value !== undefined && value.toLowerCase() !== 'false' && value !== '0';

function plainInfo(request: ApiRequest): RequestInfo {
  return {
    isResourceRequest: false,
    verb: request.method.toLowerCase(),
    path: request.path,
    group: '',
    version: '',
    resource: '',
    subresource: '',
    tail: '',
    namespace: '',
    name: '',
  };
}

function withoutNamespace(parts: readonly string[]): { namespace: string; parts: readonly string[] } {
  if (parts[0] !== 'namespaces') return { namespace: '', parts };
  const namespace = parts[1] ?? '';
  if (parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2] as string)) return { namespace, parts: parts.slice(2) };
  return { namespace, parts };
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return part ?? '';
  }
}
