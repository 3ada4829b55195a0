import type { ContainerAccess } from '../../../src/simulator/api';
import { EventLoop, SeededRandom, VirtualClock } from '../../../src/simulator/engine';
import type { AdmissionPlugin } from '../../../src/simulator/apiserver/admission/plugin';
import type {
  ApiAnswer,
  ApiHandler,
  ApiReceiver,
  ApiRequest,
  ApiStream,
} from '../../../src/simulator/apiserver/request';
import { createApiServer } from '../../../src/simulator/apiserver/server';
import { builtInResources } from '../../../src/simulator/resources/built-in-resources';
import { ResourceRegistry } from '../../../src/simulator/resources/registry';
import { Store } from '../../../src/simulator/store';

/** What a test says besides verb, path and body. */
export interface Extras {
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer whose body has been read. */
export interface Said {
  readonly status: number;
  readonly headers: ApiAnswer['headers'];
  readonly text: string;
  /** The body as JSON; undefined for plain text. */
  readonly body: Json;
}

/** Fields that tests read without asking whether they are there. */
interface Fields {
  readonly [field: string]: unknown;
}

/** A decoded answer as tests read it: they name only fields that the kind at hand has. */
export interface Json extends Fields {
  readonly kind: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly name: string;
  readonly message: string;
  readonly reason: string;
  readonly code: number;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation: number;
    readonly continue?: string;
    readonly remainingItemCount?: number;
    readonly labels?: Fields;
    readonly annotations?: Fields;
    readonly finalizers?: readonly string[];
    readonly managedFields: readonly Fields[];
  };
  readonly spec: { readonly replicas: number; readonly parts: readonly Json[] };
  readonly status: { readonly selector: string; readonly conditions: readonly Json[] };
  readonly items: readonly Json[];
  readonly object: Json;
  readonly rows: readonly Json[];
  readonly columnDefinitions: readonly Json[] | null;
  readonly groups: readonly Json[];
  readonly versions: readonly Json[];
  readonly version: string;
  readonly groupVersion: string;
  readonly resources: readonly Json[];
  readonly resource: string;
  readonly subresources?: readonly Json[];
  readonly subresource: string;
  readonly responseKind: Json;
  readonly verbs: readonly string[];
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
  readonly components: { readonly schemas: Fields };
}

/** The body of a request that has none. */
export const NOTHING = undefined;

export const START_MS = Date.UTC(2026, 0, 1);

/** An API server without authorization, with the built-in resources and one namespace, `demo`. */
export class SampleServer {
  readonly store: Store;
  readonly clock = new VirtualClock(START_MS);
  readonly loop = new EventLoop(this.clock);
  readonly handle: ApiHandler;
  readonly receive: ApiReceiver;

  constructor(
    options: {
      readonly changesMax?: number;
      readonly admission?: readonly AdmissionPlugin[];
      readonly containers?: (loop: EventLoop) => ContainerAccess;
      /** Verbs that are allowed. @default - all */
      readonly verbs?: readonly string[];
    } = {},
  ) {
    this.store = new Store(options.changesMax === undefined ? {} : { changesMax: options.changesMax });
    const server = createApiServer({
      store: this.store,
      registry: new ResourceRegistry(builtInResources()),
      clock: this.clock,
      loop: this.loop,
      random: new SeededRandom(1),
      admission: options.admission ?? [],
      authorizer: { authorize: ({ verb }) => ({ isAllowed: options.verbs?.includes(verb) ?? true }) },
      authenticator: { authenticate: () => ({ username: 'tester', groups: [] }) },
      ...(options.containers === undefined ? {} : { containers: options.containers(this.loop) }),
    });
    this.handle = server.handle;
    this.receive = server.receive;
  }

  /** Sends a request whose answer is complete. */
  send(method: string, target: string, body?: unknown, extras: Extras = {}): Said {
    const answer = this.handle(requestOf(method, target, body, extras));
    if ('start' in answer) throw new Error(`${method} ${target} answers with a stream`);
    return said(answer);
  }

  /** Begins a watch; its events are collected in `events`. */
  watch(target: string): Watched {
    const answer = this.handle(requestOf('GET', target, NOTHING, {}));
    if (!('start' in answer)) throw new Error(`GET ${target} answers ${answer.status}: ${String(answer.body)}`);
    return collect(answer);
  }

  /** Creates a ConfigMap and returns it. */
  configMap(name: string, fields: Readonly<Record<string, unknown>> = {}): Json {
    return this.send('POST', '/api/v1/namespaces/demo/configmaps', { metadata: { name, ...fields } }).body;
  }
}

/** A watch under way. */
interface Watched {
  readonly events: Json[];
  readonly stop: () => void;
  /** Whether the server has ended it. */
  readonly isOver: () => boolean;
}

function collect(stream: ApiStream): Watched {
  const events: Json[] = [];
  let isOver = false;
  const stop = stream.start(
    (text) => {
      events.push(JSON.parse(text) as Json);
    },
    () => {
      isOver = true;
    },
  );
  return { events, stop, isOver: () => isOver };
}

/** A request as the edge hands it in. */
export function requestOf(method: string, target: string, body: unknown, { headers }: Extras): ApiRequest {
  const url = new URL(target, 'https://cluster');
  const query = new Map<string, string[]>();
  for (const [name, value] of url.searchParams) query.set(name, [...(query.get(name) ?? []), value]);
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const contentType: Readonly<Record<string, string>> =
    method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : { 'content-type': 'application/json' };
  return {
    method,
    path: url.pathname,
    query,
    headers: { ...(body === undefined ? {} : contentType), ...headers },
    body: new TextEncoder().encode(text),
  };
}

function said(answer: ApiAnswer): Said {
  const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined; // Plain text.
  }
  return { status: answer.status, headers: answer.headers, text, body: body as Json };
}
