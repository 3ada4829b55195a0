import {
  type Applied,
  applyManifests,
  type Cluster,
  type ClusterOptions,
  createCluster,
  objectName,
  readManifests,
  type Status,
} from '../../../src/simulator';
import type { Event, KubeObject, Pod } from '../../../src/simulator/api';
import { lessonObjects } from '../../support/whole-program';
import { readText } from '../../support/workshop-texts';

/** A request beside those of `apply`. */
interface Call {
  readonly method?: string;
  /** @default - application/json */
  readonly contentType?: string;
  readonly accept?: string;
  readonly body?: unknown;
  /** Name of the user. @default - the administrator */
  readonly as?: string;
}

/** What the server answered. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** The objects of a lesson of our program, by `stack` or `stack/stage`; only those of `kind/name`, when it is given. */
export function lesson(stage: string, ...only: readonly string[]): KubeObject[] {
  const objects = lessonObjects(stage) as readonly unknown[] as readonly KubeObject[];
  const found = objects.filter(({ kind, metadata }) => only.length === 0 || only.includes(`${kind}/${metadata.name}`));
  if (found.length < Math.max(1, only.length)) throw new Error(`lesson ${stage} lacks some of ${only.join(', ')}`);
  return found;
}

/** The objects of a manifest as the text gives it. */
export function given(path: string): KubeObject[] {
  const { manifests, problems } = readManifests([{ file: path, text: readText(`manifests/${path}`) }]);
  if (problems.length > 0) throw new Error(`${path}: ${problems.map(({ message }) => message).join(', ')}`);
  return manifests.map(({ object }) => object);
}

/** A cluster, and what a participant does and sees there. */
export class LessonCluster {
  readonly cluster: Cluster;

  constructor(profile: ClusterOptions['profile'], options: ClusterOptions = {}) {
    this.cluster = createCluster({ profile: profile ?? 'plain', ...options });
    this.cluster.advance('10s');
  }

  /** Applies as `kubectl apply` does: `pod/db created`, or `pod/db: ` and why the server refuses. */
  apply(...objects: readonly KubeObject[]): string[] {
    const manifests = objects.map((object) => ({ file: 'lesson', object }));
    const said = (applied: Applied): string =>
      applied.outcome === 'error'
        ? `${objectName(applied)}: ${applied.message ?? ''}`
        : `${objectName(applied)} ${applied.outcome}`;
    return applyManifests((request) => this.cluster.handle(request) as never, manifests).map(said);
  }

  /** Applies what an exercise begins with, and waits until it runs. Throws when anything is refused. */
  begin(...objects: readonly KubeObject[]): void {
    const refused = this.apply(...objects).filter((line) => line.includes(': '));
    if (refused.length > 0) throw new Error(refused.join('\n'));
    this.cluster.settle();
  }

  /** What the server says to a request: the message of its Status. Throws when it accepts. */
  refusal(path: string, call: Call = {}): string {
    const { status, text } = this.send(path, call);
    if (status < 400) throw new Error(`${path} was accepted: ${text}`);
    return text.startsWith('{') ? ((JSON.parse(text) as Status).message ?? '') : text;
  }

  /** Carries out a request and returns the object in its answer. Throws when it is refused. */
  carryOut<Answered>(path: string, call: Call = {}): Answered {
    const { status, text } = this.send(path, call);
    if (status >= 400) throw new Error(`${path} was refused: ${text}`);
    return JSON.parse(text) as Answered;
  }

  /** What `kubectl get` shows of a collection: the named columns of each line, one space between. */
  shown(path: string, ...columns: readonly string[]): string[] {
    const { columnDefinitions, rows } = this.carryOut<{
      readonly columnDefinitions: readonly { readonly name: string }[];
      readonly rows: readonly { readonly cells: readonly unknown[] }[];
    }>(path, { accept: TABLE });
    const places = columns.map((column) => columnDefinitions.findIndex(({ name }) => name === column));
    return rows.map(({ cells }) => places.map((place) => String(cells[place])).join(' ')).sort();
  }

  get pods(): readonly Pod[] {
    return this.cluster.client.list('pods', 'default');
  }

  /** The only Pod whose name begins so. Throws when there is none, or another. */
  pod(beginning: string): Pod {
    const found = this.pods.filter(({ metadata }) => metadata.name.startsWith(beginning));
    const [pod] = found;
    if (pod === undefined || found.length > 1) throw new Error(`${found.length} Pods begin with ${beginning}`);
    return pod;
  }

  /** Events about objects whose names begin so: `Warning Failed: Error: ...`, distinct, oldest first. */
  events(beginning: string, type: 'Normal' | 'Warning' = 'Warning'): string[] {
    const events: readonly Event[] = this.cluster.client.list('events', 'default');
    const firstMs = (event: Event): string => event.eventTime ?? event.firstTimestamp ?? '';
    const lines = events
      .filter((event) => event.type === type && event.involvedObject.name?.startsWith(beginning) === true)
      .sort((left, right) => (firstMs(left) < firstMs(right) ? -1 : 1))
      .map(({ reason, message }) => `${reason ?? ''}: ${message ?? ''}`);
    return [...new Set(lines)];
  }

  /** What containers wait for from now on, with their restarts: `RunContainerError 1`, in the order of their first times. */
  waitedFor(): ReadonlySet<string> {
    const seen = new Set<string>();
    this.cluster.client.watch('pods', ({ object }) => {
      for (const { state, restartCount } of object.status.containerStatuses ?? []) {
        if (state?.waiting?.reason !== undefined) seen.add(`${state.waiting.reason} ${restartCount}`);
      }
    });
    return seen;
  }

  private send(path: string, { method = 'GET', contentType, accept, body, as }: Call): Answer {
    const answer = this.cluster.handle({
      method,
      path,
      query: new Map(method === 'GET' ? [] : [['fieldValidation', ['Strict']]]),
      headers: { accept: accept ?? 'application/json', 'content-type': contentType ?? 'application/json' },
      body: new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body)),
      certificate:
        as === undefined
          ? { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }
          : { username: as, groups: ['system:authenticated'] },
    });
    if (!('body' in answer)) throw new Error(`${path} is answered with a stream`);
    const { status, body: said } = answer;
    return { status, text: typeof said === 'string' ? said : new TextDecoder().decode(said) };
  }
}
