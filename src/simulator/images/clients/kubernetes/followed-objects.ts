import { type Coroutine, isSystemError, type Process, ResolutionError } from '../../../process';
import { ApiError, type KubernetesClient } from './client';

/** What every object has. */
export interface FollowedObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly creationTimestamp: string;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

interface ObjectList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly FollowedObject[];
}

/** Time before a list that failed is asked for again. */
const RETRY_MS = 1_000;

/** All objects of a resource as they are now: listed once, then watched. Source: k8s.io/client-go, tools/cache/reflector.go. */
export class FollowedObjects<T extends FollowedObject> {
  private readonly objects = new Map<string, T>();
  /** Whether they were listed once. */
  isSynced = false;

  constructor(
    private readonly process: Process,
    private readonly client: KubernetesClient,
    /** `/apis/networking.k8s.io/v1/ingresses`. */
    readonly path: string,
    private readonly onChange: () => void,
  ) {}

  /** One by `namespace/name`, or by the name alone. */
  get(key: string): T | undefined {
    return this.objects.get(key);
  }

  all(): readonly T[] {
    return [...this.objects.values()];
  }

  /** Follows them for ever; `complain` hears what went wrong. */
  *follow(complain: (text: string) => Coroutine<void>): Coroutine<void> {
    for (;;) {
      try {
        yield* this.followOnce();
      } catch (error) {
        if (!isRefusal(error)) throw error;
        yield* complain(`failed to list ${this.path}: ${error.message}`);
        yield* this.process.sleep(RETRY_MS);
      }
    }
  }

  private *followOnce(): Coroutine<void> {
    const { metadata, items } = (yield* this.client.call('GET', this.path)) as ObjectList;
    this.objects.clear();
    for (const item of items) this.objects.set(keyOf(item), item as T);
    this.isSynced = true;
    this.onChange();
    const query = `?watch=1&allowWatchBookmarks=true&resourceVersion=${metadata.resourceVersion}`;
    yield* this.client.watch(`${this.path}${query}`, ({ type, object }) => this.note(type, object as T));
  }

  private note(type: string, object: T): void {
    if (type === 'BOOKMARK' || type === 'ERROR') return;
    if (type === 'DELETED') this.objects.delete(keyOf(object));
    else this.objects.set(keyOf(object), object);
    this.onChange();
  }
}

const keyOf = ({ metadata: { namespace, name } }: FollowedObject): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

const isRefusal = (error: unknown): error is Error =>
  error instanceof ApiError || error instanceof ResolutionError || isSystemError(error);
