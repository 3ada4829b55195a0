import { equalJson, parseApiVersion, type JsonObject, type KubeObject } from '../api';
import { type ApiPort, call, Discovery, isGood, type JsonAnswer, messageOf, type Place } from './api-port';
import { goJson } from './go-json';
import type { Manifest } from './read-manifests';
import { threeWayMerge } from './three-way-merge';

/** What became of an object. */
export interface Applied {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** @default - a cluster-scoped object */
  readonly namespace?: string;
  /** Of what `generateName` names: the name that the server gave it. */
  readonly name: string;
  /** Whether it goes by itself when it is done: a Job with `ttlSecondsAfterFinished`. @default false */
  readonly endsByItself?: boolean;
  readonly outcome: 'created' | 'configured' | 'unchanged' | 'error';
  /** Why it failed, in the server's words. */
  readonly message?: string;
  /** What the server warned of. */
  readonly warnings: readonly string[];
}

/** How to apply. */
export interface ApplyOptions {
  /** Namespace of objects that name none. @default 'default' */
  readonly namespace?: string;
  /**
   * Lets time pass between two rounds, for what the cluster has to do first: establish a kind, make a service account.
   *
   * @default - no time passes
   */
  readonly wait?: () => void;
}

/** Source: Kubernetes 1.36, kubectl/pkg/cmd/apply/apply.go `FieldManagerClientSideApply`. */
const FIELD_MANAGER = 'kubectl-client-side-apply';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Codes that another try may not get: what is missing may come, a quota be made. */
const RETRIED: ReadonlySet<number> = new Set([403, 404, 409]);

/** Rounds over what could not be applied. */
const ROUNDS_MAX = 10;

const EARLY_KINDS = ['Namespace', 'CustomResourceDefinition'];

/** Namespaces come first, then kinds, then all others, each in the order given. */
function inOrder(manifests: readonly Manifest[]): Manifest[] {
  const rank = ({ object: { kind } }: Manifest): number => {
    const index = EARLY_KINDS.indexOf(kind);
    return index < 0 ? EARLY_KINDS.length : index;
  };
  return [...manifests].sort((left, right) => rank(left) - rank(right));
}

/** `deployment.apps/web`, as kubectl names an object. */
export function objectName({ apiVersion, kind, name }: Pick<Applied, 'apiVersion' | 'kind' | 'name'>): string {
  const { group } = parseApiVersion(apiVersion);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

interface Attempt {
  readonly applied: Applied;
  readonly isWorthRetrying: boolean;
}

/** Applies manifests one after the other. */
class Applier {
  private readonly discovery: Discovery;

  constructor(
    private readonly port: ApiPort,
    private readonly namespace: string,
  ) {
    this.discovery = new Discovery(port);
  }

  attempt({ file, object }: Manifest): Attempt {
    const { apiVersion, kind, metadata } = object;
    const name = metadata.name ?? metadata.generateName ?? '';
    const place = this.discovery.placeOf(object);
    if (place === undefined) {
      const message = `no matches for kind "${kind}" in version "${apiVersion}"; ensure CRDs are installed first`;
      this.discovery.forget();
      return {
        applied: { file, apiVersion, kind, name, outcome: 'error', message, warnings: [] },
        isWorthRetrying: true,
      };
    }
    const namespace = place.isNamespaced ? (metadata.namespace ?? this.namespace) : undefined;
    const about = { file, apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
    const { outcome, answer } = this.apply(object, place, namespace);
    if (kind === 'CustomResourceDefinition') this.discovery.forget();
    if (isGood(answer)) {
      const given = (answer.body as KubeObject).metadata.name ?? name;
      const ending = endsByItself(object) ? { endsByItself: true } : {};
      return {
        applied: { ...about, name: given, ...ending, outcome, warnings: answer.warnings },
        isWorthRetrying: false,
      };
    }
    return {
      applied: { ...about, outcome: 'error', message: messageOf(answer), warnings: answer.warnings },
      isWorthRetrying: RETRIED.has(answer.status),
    };
  }

  private apply(
    object: KubeObject,
    place: Place,
    namespace: string | undefined,
  ): { readonly outcome: 'created' | 'configured' | 'unchanged'; readonly answer: JsonAnswer } {
    const collection = place.collection(namespace ?? '');
    const wanted = withLastApplied(withNamespace(object, namespace));
    const create = (): JsonAnswer => this.write('POST', collection, wanted);
    if (object.metadata.name === undefined) return { outcome: 'created', answer: create() };
    const path = `${collection}/${object.metadata.name}`;
    const found = call(this.port, 'GET', path);
    if (found.status === 404) return { outcome: 'created', answer: create() };
    if (!isGood(found)) return { outcome: 'unchanged', answer: found };
    const current = found.body as KubeObject;
    const merged = threeWayMerge(lastApplied(current), wanted, current);
    if (equalJson(merged, current)) return { outcome: 'unchanged', answer: found };
    const answer = this.write('PUT', path, merged);
    const after = answer.body as Partial<KubeObject> | undefined;
    const isSame = isGood(answer) && after?.metadata?.resourceVersion === current.metadata.resourceVersion;
    return { outcome: isSame ? 'unchanged' : 'configured', answer };
  }

  private write(method: 'POST' | 'PUT', path: string, object: KubeObject): JsonAnswer {
    const parameters = { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' };
    return call(this.port, method, path, JSON.stringify(object), parameters);
  }
}

/** Source: Kubernetes 1.36, pkg/controller/ttlafterfinished. */
const endsByItself = ({ kind, ...object }: KubeObject): boolean =>
  kind === 'Job' && (object['spec'] as JsonObject | undefined)?.['ttlSecondsAfterFinished'] !== undefined;

function withNamespace(object: KubeObject, namespace: string | undefined): KubeObject {
  if (namespace === undefined || object.metadata.namespace !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The object with the note of what was applied, which a later `kubectl apply` compares with. */
function withLastApplied(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _earlier, ...annotations } = object.metadata.annotations ?? {};
  const plain = { ...object, metadata: { ...object.metadata, annotations } };
  const noted = { ...annotations, [LAST_APPLIED]: `${goJson(plain)}\n` };
  return { ...object, metadata: { ...object.metadata, annotations: noted } };
}

/** What was applied before; nothing when the object was made otherwise. */
function lastApplied({ metadata }: KubeObject): JsonObject {
  try {
    return JSON.parse(metadata.annotations?.[LAST_APPLIED] ?? '{}') as JsonObject;
  } catch {
    // Somebody wrote into the note: nothing can be taken away then.
    return {};
  }
}

/**
 * Applies manifests as `kubectl apply` does, with its field manager and its note of what was applied: a later
 * `kubectl apply` of the same files, server-side or not, changes nothing and conflicts with nothing. Namespaces and
 * CustomResourceDefinitions come first; what fails because something is not there yet is tried again while that helps.
 *
 * An object counts as configured when the server stored another state; kubectl says so already when it sent a patch.
 *
 * @returns what became of each, in the order in which they were first tried.
 */
export function applyManifests(
  port: ApiPort,
  manifests: readonly Manifest[],
  options: ApplyOptions = {},
): readonly Applied[] {
  const { namespace = 'default', wait } = options;
  const applier = new Applier(port, namespace);
  const results = new Map<Manifest, Applied>();
  let waiting = inOrder(manifests);
  for (let round = 0; round < ROUNDS_MAX && waiting.length > 0; round++) {
    if (round > 0) wait?.();
    const failed: Manifest[] = [];
    let hasProgress = false;
    for (const manifest of waiting) {
      const { applied, isWorthRetrying } = applier.attempt(manifest);
      hasProgress ||= applied.outcome !== 'error';
      if (applied.outcome === 'error' && isWorthRetrying) failed.push(manifest);
      results.set(manifest, applied);
    }
    // Without progress only time can help.
    if (!hasProgress && wait === undefined) break;
    waiting = failed;
  }
  return [...results.values()];
}
