import type { AggregatedApis } from '../aggregation/aggregated-apis';
import { unknownMethod, unknownResource } from '../errors';
import { jsonAnswer } from '../answer';
import type { ServerParts } from '../call';
import { parseAccept } from '../negotiation';
import type { ApiAnswer, ApiRequest } from '../request';
import { CachedDocuments } from './cached-documents';
import {
  aggregatedDiscovery,
  coreVersions,
  groupDocument,
  groupList,
  resourceList,
  type DiscoveryVersion,
} from './discovery';
import { healthAnswer } from './health';
import { metricsAnswer } from './metrics';
import { OpenApiEndpoints } from './open-api';
import { VERSION } from './version';

const ROOT_PATHS = ['/healthz', '/livez', '/metrics', '/openapi/v2', '/openapi/v3', '/readyz', '/version'];

/** Everything that is no resource: discovery, OpenAPI, version, health, metrics. */
export class PlainEndpoints {
  private readonly documents = new CachedDocuments();
  private readonly openApi: OpenApiEndpoints;

  constructor(
    private readonly parts: ServerParts,
    private readonly apis: AggregatedApis,
    private readonly serverAddress: string,
  ) {
    this.openApi = new OpenApiEndpoints(parts.registry);
  }

  /** Answers a request; undefined for a path that does not exist. Throws MethodNotAllowed. */
  answer(request: ApiRequest): ApiAnswer | undefined {
    const answer = this.discovery(request) ?? this.other(request);
    if (answer === undefined && this.isOfKnownGroup(request.path)) throw unknownResource();
    if (answer !== undefined && request.method !== 'GET' && request.method !== 'HEAD') throw unknownMethod();
    return answer;
  }

  /** Below `/api` and the groups, even a 404 is a Status. */
  private isOfKnownGroup(path: string): boolean {
    const [, root, group = ''] = path.split('/');
    return root === 'api' || (root === 'apis' && group !== '' && this.parts.registry.hasGroup(group));
  }

  private other(request: ApiRequest): ApiAnswer | undefined {
    switch (request.path) {
      case '/version':
      case '/version/':
        return jsonAnswer(200, JSON.stringify(VERSION, null, 2));
      case '/metrics':
        return metricsAnswer(this.parts);
      case '/':
        return jsonAnswer(200, JSON.stringify({ paths: this.paths() }));
      default:
        return healthAnswer(request) ?? this.openApi.answer(request);
    }
  }

  private discovery(request: ApiRequest): ApiAnswer | undefined {
    const [root, group, version, ...more] = request.path.split('/').filter((part) => part !== '');
    if ((root !== 'api' && root !== 'apis') || more.length > 0) return undefined;
    const { apis, parts } = this;
    const { registry } = parts;
    const document = (key: string, make: () => object | undefined, type?: string): ApiAnswer | undefined =>
      this.documents.answer(request, key, apis.generation, make, type);
    if (group === undefined) {
      const aggregated = aggregatedVersion(request);
      if (aggregated !== undefined) {
        const type = `application/json;g=apidiscovery.k8s.io;v=${aggregated};as=APIGroupDiscoveryList`;
        const make = (): object => aggregatedDiscovery(apis, registry, root === 'api', aggregated);
        return document(`/${root} ${aggregated}`, make, type);
      }
      return document(`/${root}`, () => (root === 'api' ? coreVersions(this.serverAddress) : groupList(apis)));
    }
    if (root === 'api') {
      return version === undefined ? document(`/api/${group}`, () => resourceList(registry, '', group)) : undefined;
    }
    if (version === undefined) return document(`/apis/${group}`, () => groupDocument(apis, group));
    return document(`/apis/${group}/${version}`, () => resourceList(registry, group, version));
  }

  private paths(): string[] {
    const groups = this.apis
      .groups()
      .filter(({ group }) => group !== '')
      .flatMap(({ group, versions }) => [`/apis/${group}`, ...versions.map((version) => `/apis/${group}/${version}`)]);
    return ['/api', '/api/v1', '/apis', ...groups.sort(), ...ROOT_PATHS];
  }
}

/** Version of the aggregated form that a client prefers to the plain one; undefined for the plain one. */
function aggregatedVersion(request: ApiRequest): DiscoveryVersion | undefined {
  for (const { type, parameters } of parseAccept(request.headers['accept'] ?? '')) {
    if (type !== 'application/json') continue;
    if (parameters['as'] === undefined) return undefined;
    const { g: group, v: version, as } = parameters;
    if (group !== 'apidiscovery.k8s.io' || as !== 'APIGroupDiscoveryList') continue;
    if (version === 'v2' || version === 'v2beta1') return version;
  }
  return undefined;
}
