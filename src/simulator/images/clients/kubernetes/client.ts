import {
  type Coroutine,
  decodeText,
  encodeText,
  type HttpResponse,
  type Process,
  readBodyText,
  request,
} from '../../../process';

/** Where Pods find what they need to speak to the API server. Source: k8s.io/client-go, rest/config.go `InClusterConfig`. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Why there is no way to the API server. */
export class NotInCluster extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotInCluster';
  }
}

/** What the API server has refused. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** `AlreadyExists`, `Forbidden`; empty when it says none. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** An event of a watch. */
export interface WatchEvent {
  readonly type: string;
  readonly object: unknown;
}

const TIMEOUT_MS = 32_000;

/** How long a token is used before its file is read again. Source: k8s.io/client-go, transport/token_source.go. */
const TOKEN_MS = 60_000;

/** The API server, as a program in a Pod asks it: in JSON, as the service account of its Pod. */
export class KubernetesClient {
  private mounted = { token: '', untilMs: -Infinity };

  private constructor(
    private readonly process: Process,
    private readonly server: string,
    /** @default - that of the service account */
    private readonly token?: string,
  ) {}

  /** The client of a process. @throws NotInCluster where a Pod has no service account. */
  static inCluster(process: Process): KubernetesClient {
    const { env, files } = process;
    const host = env.get('KUBERNETES_SERVICE_HOST');
    const port = env.get('KUBERNETES_SERVICE_PORT');
    if (host === undefined || port === undefined || !files.exists(`${ACCOUNT}/token`)) {
      throw new NotInCluster(
        'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
      );
    }
    return new KubernetesClient(process, `https://${host}:${port}`);
  }

  /** The same server for whoever has another token. */
  withToken(token: string): KubernetesClient {
    return new KubernetesClient(this.process, this.server, token);
  }

  /** Namespace of the Pod. */
  get namespace(): string {
    return this.process.files.readText(`${ACCOUNT}/namespace`);
  }

  /**
   * Sends a request; what comes back is JSON.
   *
   * @throws ApiError when it is refused, and as `request` when nobody answers.
   */
  *call(method: string, path: string, object?: unknown): Coroutine<unknown> {
    const response = yield* this.send(
      method,
      path,
      object === undefined ? undefined : JSON.stringify(object),
      TIMEOUT_MS,
    );
    return JSON.parse(yield* readBodyText(response.body));
  }

  /** Follows changes until the server ends the stream. Throws as `call`. */
  *watch(path: string, hear: (event: WatchEvent) => void): Coroutine<void> {
    const { body } = yield* this.send('GET', path);
    let rest = '';
    if (body instanceof Uint8Array) return;
    try {
      for (let bytes = yield* body.read(); bytes !== undefined; bytes = yield* body.read()) {
        const lines = (rest + decodeText(bytes)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) hear(JSON.parse(line) as WatchEvent);
      }
    } finally {
      body.close();
    }
  }

  /** The token of the service account: a file that is renewed. */
  private mountedToken(): string {
    const { files, nowMs } = this.process;
    if (nowMs >= this.mounted.untilMs) {
      this.mounted = { token: files.readText(`${ACCOUNT}/token`), untilMs: nowMs + TOKEN_MS };
    }
    return this.mounted.token;
  }

  private *send(method: string, path: string, body?: string, timeoutMs?: number): Coroutine<HttpResponse> {
    const response = yield* request(this.process, `${this.server}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.token ?? this.mountedToken()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: encodeText(body) }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    if (response.status < 400) return response;
    const text = yield* readBodyText(response.body);
    const { reason = '', message = text } = statusOf(text);
    throw new ApiError(response.status, reason, message);
  }
}

function statusOf(text: string): { readonly reason?: string; readonly message?: string } {
  try {
    return JSON.parse(text) as { readonly reason?: string; readonly message?: string };
  } catch {
    return {};
  }
}
