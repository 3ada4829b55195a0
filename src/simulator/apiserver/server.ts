import { parseFieldSelector, statusErrors, type ApiClient, type ContainerAccess } from '../api';
import type { EventLoop, SeededRandom, VirtualClock } from '../engine';
import type { ResourceRegistry } from '../resources/registry';
import type { ResourceInfo, UserInfo } from '../resources/resource';
import type { Store } from '../store';
import { AdmissionChain } from './admission/chain';
import type { AdmissionPlugin } from './admission/plugin';
import { ServiceWebhookCaller, type WebhookCaller } from './admission/webhooks';
import { AggregatedApis, type Availability } from './aggregation/aggregated-apis';
import { pathNotFound, statusAnswer, textAnswer } from './answer';
import type { AuthorizationAttributes, Authenticator, Authorizer } from './authorization/authorizer';
import { forbiddenRequest } from './authorization/forbidden-request';
import { impersonate } from './authorization/impersonation';
import { Call, type ServerParts } from './call';
import { serveCustomResources } from './custom-resources';
import { PlainEndpoints } from './endpoints/plain-endpoints';
import { statusOf, unknownResource } from './errors';
import { clientFactory, type ClientIdentity } from './in-process-client';
import { wantsIndentation } from './negotiation';
import type { ApiAnswer, ApiHandler, ApiReceiver, ApiRequest, ApiResult } from './request';
import { requestInfoOf, type RequestInfo } from './request-info';
import { OpenAnswers } from './open-answers';
import { handle } from './routes';
import { StoreIndexes } from './store-indexes';
import type { TokenIssuer, VirtualResource } from './virtual-resource';

/** What an API server is made of. */
export interface ApiServerOptions {
  readonly store: Store;
  readonly registry: ResourceRegistry;
  /** Resources that add-ons bring: they are served as long as an APIService says so. @default - none */
  readonly addOns?: readonly ResourceInfo[];
  readonly clock: VirtualClock;
  /** Where the bookmarks and ends of watches are planned. @default - no bookmarks; who carries a watch ends it */
  readonly loop?: EventLoop;
  readonly random: SeededRandom;
  /** In the order in which they run. */
  readonly admission: readonly AdmissionPlugin[];
  readonly authorizer: Authorizer;
  readonly authenticator: Authenticator;
  /** Resources that are answered and never stored. @default - none */
  readonly virtual?: readonly VirtualResource[];
  /** Signs tokens of service accounts. @default - such requests are answered with 501 */
  readonly tokens?: TokenIssuer;
  /** Sends reviews to webhooks. @default - through their Services, where nothing answers */
  readonly webhooks?: WebhookCaller;
  /** The way into containers. @default - logs, exec, attach, port-forward and proxy are answered with 501 */
  readonly containers?: ContainerAccess;
  /** Address and port that `/api` tells. @default 10.0.0.1:7443 */
  readonly serverAddress?: string;
}

/** An API server. */
export interface ApiServer {
  /** A function from request to answer. It never throws: what goes wrong is a Status. */
  readonly handle: ApiHandler;
  /** As `handle`, for who can go on with ways into containers. */
  readonly receive: ApiReceiver;
  /** Makes clients for what runs in the cluster. */
  readonly clientFor: (identity: ClientIdentity) => ApiClient;
  /** Ends all answers that go on, as a server does that is started anew. */
  readonly endAnswers: () => void;
  /** What becomes of requests for a version. */
  readonly availabilityOf: (group: string, version: string) => Availability;
}

/** Source: Kubernetes 1.36, kube-aggregator/pkg/apiserver/handler_proxy.go `proxyError`. */
const DOWN = textAnswer(503, 'service unavailable\n');

const NO_CONNECTIONS = statusErrors.notImplemented('this way of asking has no connections into containers');

/** Makes the API server. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const { store, registry, clock, random, tokens } = options;
  const virtual = new Map((options.virtual ?? []).map((each) => [each.storage, each]));
  const parts: ServerParts = {
    store,
    indexes: new StoreIndexes(store),
    registry,
    clock,
    random,
    admission: new AdmissionChain(options.admission),
    admissionServer: {
      authorizer: options.authorizer,
      webhooks: options.webhooks ?? new ServiceWebhookCaller({ handlers: {} }),
      resourcesOf: (storage) => [...registry.all].filter((each) => each.storage === storage),
      newUid: () => random.uuid(),
    },
    virtual,
    ...(tokens === undefined ? {} : { tokens }),
    ...(options.containers === undefined ? {} : { containers: options.containers }),
    ...(options.loop === undefined ? {} : { loop: options.loop }),
  };
  serveCustomResources(parts);
  const apis = new AggregatedApis(store, registry, options.addOns ?? []);
  const plain = new PlainEndpoints(parts, apis, options.serverAddress ?? '10.0.0.1:7443');
  const open = new OpenAnswers();
  const receive: ApiReceiver = (request) => {
    try {
      const info = requestInfoOf(request);
      const user = authorizedUser(options, request, info);
      return open.tracked(
        withoutHeadBody(request, apis.isDown(request.path) ? DOWN : answer(parts, plain, request, info, user)),
      );
    } catch (error) {
      return errorAnswer(request, error);
    }
  };
  const handle: ApiHandler = (request) => {
    const result = receive(request);
    return 'kind' in result ? errorAnswer(request, NO_CONNECTIONS) : result;
  };
  return {
    handle,
    receive,
    clientFor: clientFactory(parts),
    endAnswers: () => open.endAll(),
    availabilityOf: (group, version) => apis.availabilityOf({ group, version }),
  };
}

function answer(
  parts: ServerParts,
  plain: PlainEndpoints,
  request: ApiRequest,
  info: RequestInfo,
  user: UserInfo,
): ApiResult {
  if (!info.isResourceRequest) return plain.answer(request) ?? pathNotFound();
  const resource = parts.registry.find(info.group, info.version, info.resource);
  if (resource === undefined) {
    if (parts.registry.hasGroup(info.group)) throw unknownResource();
    return pathNotFound();
  }
  const call = new Call(parts, request, info, user, resource);
  try {
    return handle(call);
  } catch (error) {
    // What was warned of before stays in the answer.
    return errorAnswer(request, error, call.warnings);
  }
}

function errorAnswer(request: ApiRequest, error: unknown, warnings: readonly string[] = []): ApiAnswer {
  return statusAnswer(statusOf(error), { isPretty: wantsIndentation(request) }, warnings);
}

/** The user as whom a request is answered. Throws Unauthorized or Forbidden. */
function authorizedUser(options: ApiServerOptions, request: ApiRequest, info: RequestInfo): UserInfo {
  const sender = options.authenticator.authenticate(request);
  if (sender === undefined) throw statusErrors.unauthorized();
  const user = impersonate(request, sender, options.authorizer);
  const attributes: AuthorizationAttributes = {
    user,
    verb: info.verb,
    isResourceRequest: info.isResourceRequest,
    group: info.group,
    version: info.version,
    resource: info.resource,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name === '' ? selectedName(request) : info.name,
    path: info.path,
  };
  const decision = options.authorizer.authorize(attributes);
  if (!decision.isAllowed) throw forbiddenRequest(attributes, decision);
  return user;
}

/** A list or watch of one name is authorized as that name. */
function selectedName(request: ApiRequest): string {
  const selector = request.query.get('fieldSelector')?.[0];
  if (selector === undefined || !selector.includes('metadata.name')) return '';
  try {
    return parseFieldSelector(selector).exactValue('metadata.name') ?? '';
  } catch {
    return ''; // The handler will say what is wrong with it.
  }
}

function withoutHeadBody(request: ApiRequest, given: ApiResult): ApiResult {
  return request.method === 'HEAD' && 'body' in given ? { ...given, body: '' } : given;
}
