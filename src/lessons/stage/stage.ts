import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import {
  type ApiRequest,
  applyManifests,
  type Cluster,
  createCluster,
  type KubeObject,
  objectName,
  type ProfileName,
} from '../../simulator';
import { certificateSigner, type ClusterCertificates, type Edge, serve, tokenSigner } from '../../simulator/edge';
import type { Output } from '../checks';
import type { Files } from '../model';
import { ApiReader } from './api-reader';
import { fetchPage, type Page } from './fetch-page';
import { type Furniture, furnish } from './furniture';
import { type Material, textOf } from './material';
import { filledIn, type Places } from './placeholders';
import { Terminal } from './terminal';

/** How a stage is set. */
export interface StageOptions {
  readonly profile: ProfileName;
  /** @default - as the profile says */
  readonly nodes?: number;
  readonly certificates: ClusterCertificates;
  readonly material: Material;
  /** Path of the kubectl that is typed. @default - that of PATH */
  readonly kubectl?: string;
  /** Words that start `workshop`. */
  readonly workshop: readonly string[];
  /** Virtual seconds in a second while a command runs. */
  readonly speed: number;
  /** How far the clock of the cluster begins before the wall clock, in milliseconds. */
  readonly startBeforeMs: number;
  /** Port of the API; 0 for any free one. */
  readonly port: number;
  /** Folder of the participant; it stays. @default - a temporary one, removed at the end */
  readonly folder?: string;
  /** File to write for kubectl. @default - a temporary one */
  readonly kubeconfig?: string;
  /** Hears of ports of this machine that cannot be had. */
  readonly onProblem: (text: string) => void;
}

/** Who hears of requests. */
type Listener = (request: ApiRequest) => void;

/** A cluster that tells `listeners` of each request from outside before it answers. */
function overheard(cluster: Cluster, listeners: ReadonlySet<Listener>): Cluster {
  const tell = (request: ApiRequest): ApiRequest => {
    for (const listener of listeners) listener(request);
    return request;
  };
  return Object.create(cluster, {
    handle: { value: (request: ApiRequest) => cluster.handle(tell(request)) },
    receive: { value: (request: ApiRequest) => cluster.receive(tell(request)) },
  }) as Cluster;
}

/** Virtual time in which a new cluster comes to rest. */
const FIRST_MS = 10_000;

/** A cluster that a kubectl can talk to, a folder with its files, and terminals. */
export class Stage implements Places {
  readonly cluster: Cluster;
  private readonly terminals = new Map<string, Terminal>();
  private readonly reader: ApiReader;
  private readonly firstKubeconfig: string;
  private isGoingOn = false;
  private isClosed = false;

  private constructor(
    private readonly listeners: Set<Listener>,
    private readonly options: StageOptions,
    cluster: Cluster,
    readonly edge: Edge,
    private readonly furniture: Furniture,
  ) {
    this.cluster = cluster;
    this.reader = new ApiReader(cluster);
    this.firstKubeconfig = readFileSync(furniture.kubeconfig, 'utf8');
  }

  /** Sets one; its virtual time stands still. */
  static async set(options: StageOptions): Promise<Stage> {
    const { certificates, profile, nodes } = options;
    const cluster = createCluster({
      profile,
      ...(nodes === undefined ? {} : { nodes }),
      start: Date.now() - options.startBeforeMs,
      authority: certificates.authority,
      sign: tokenSigner(certificates),
      certify: certificateSigner(certificates),
    });
    const { port, speed, onProblem } = options;
    const listeners = new Set<Listener>();
    const edge = await serve({
      cluster: overheard(cluster, listeners),
      certificates,
      port,
      speed,
      reach: { onProblem },
    });
    try {
      edge.pacing.pause();
      const stage = new Stage(listeners, options, cluster, edge, furnish(options, edge.url));
      await edge.pacing.advance(FIRST_MS);
      return stage;
    } catch (error) {
      await edge.close();
      throw error;
    }
  }

  /** Where the participant types. */
  get folder(): string {
    return this.furniture.folder;
  }

  /** The file that tells kubectl where the cluster is. */
  get kubeconfig(): string {
    return this.furniture.kubeconfig;
  }

  /** Variables of a terminal: only what does not differ from machine to machine. */
  get env(): Readonly<Record<string, string>> {
    const { kubectl } = this.options;
    const path = [
      this.furniture.programs,
      ...(kubectl === undefined ? [] : [dirname(kubectl)]),
      process.env['PATH'] ?? '',
    ];
    return {
      PATH: path.join(delimiter),
      HOME: this.furniture.home,
      KUBECONFIG: this.kubeconfig,
      LANG: 'C.UTF-8',
      TERM: 'dumb',
    };
  }

  /** The terminal of that name. Throws Error when the stage was closed meanwhile. */
  terminal(name = 'first'): Terminal {
    if (this.isClosed) throw new Error('the cluster has ended');
    const terminal = this.terminals.get(name) ?? new Terminal(this.folder, this.env);
    this.terminals.set(name, terminal);
    return terminal;
  }

  /**
   * Lets virtual time come to `behindMs` before the wall clock and follow it from now on, for somebody who types commands.
   * kubectl does not know what to say about an age in the future: jumps that are to come need their room.
   */
  async goOn(behindMs = 0): Promise<void> {
    const { pacing } = this.edge;
    await pacing.advance(Math.max(0, Date.now() - behindMs - this.cluster.nowMs));
    this.isGoingOn = true;
    pacing.setSpeed(this.options.speed);
    pacing.resume();
  }

  /** Writes the file of kubectl as it was at first: contexts of the participant are gone. */
  restoreKubeconfig(): void {
    writeFileSync(this.kubeconfig, this.firstKubeconfig);
  }

  /** Does something while virtual time goes on, `speed` times as fast as the wall clock. */
  async paced<Result>(work: () => Promise<Result>, speed = this.options.speed): Promise<Result> {
    const { pacing } = this.edge;
    if (this.isGoingOn) return await work();
    pacing.setSpeed(speed);
    pacing.resume();
    try {
      return await work();
    } finally {
      pacing.pause();
    }
  }

  /** Tells `listener` of every request over HTTPS; the returned function stops it. */
  onRequest(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Applies objects as kubectl does. Throws Error when one is refused. */
  apply(objects: readonly KubeObject[]): void {
    const manifests = objects.map((object) => ({ file: 'lesson', object }));
    const refused = applyManifests((request) => this.cluster.handle(request) as never, manifests).filter(
      ({ outcome }) => outcome === 'error',
    );
    const [first] = refused;
    if (first !== undefined) throw new Error(`${objectName(first)}: ${first.message ?? 'refused'}`);
  }

  /** Saves files in the folder, with their placeholders filled in. Throws NothingThere. */
  save(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      const place = join(this.folder, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, filledIn(textOf(this.options.material, content), this));
    }
  }

  list(resource: string, namespace: string | undefined): readonly KubeObject[] {
    return this.reader.list(resource, namespace);
  }

  addressOf(name: string, port: string | undefined): string | undefined {
    const places = this.edge.reach?.list().filter((each) => each.name === name) ?? [];
    const named = places.filter(({ target, address }) =>
      port === undefined ? true : [target, address].some((place) => place.endsWith(`:${port}`)),
    );
    // A load balancer is meant before the node ports behind it.
    return (named.find(({ kind }) => kind !== 'nodePort') ?? named[0])?.address;
  }

  /** Types a command that nobody sees. */
  async ask(command: string): Promise<Output> {
    return await this.paced(() => this.terminal('observer').run(filledIn(command, this)));
  }

  /** Fetches a page from this machine. */
  async fetch(url: string): Promise<Page | undefined> {
    await this.edge.reach?.settled();
    const address = filledIn(url, this);
    return await this.paced(() => fetchPage(address));
  }

  file(path: string): string | undefined {
    try {
      return readFileSync(join(this.folder, path), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** Ends what an exercise has left: commands that go on in the background, and terminals with a shell elsewhere. */
  async tidy(): Promise<void> {
    for (const [name, terminal] of [...this.terminals]) {
      if (terminal.isElsewhere) {
        this.terminals.delete(name);
        await terminal.close();
      } else await terminal.quiet();
    }
  }

  /** Ends everything, and removes what is temporary. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.terminals.values()].map((terminal) => terminal.close()));
    await this.edge.close();
    rmSync(this.furniture.base, { recursive: true, force: true });
  }
}
