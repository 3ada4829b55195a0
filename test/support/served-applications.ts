import {
  type Applied,
  applyManifests,
  type Cluster,
  createCluster,
  missingFor,
  type ProfileName,
} from '../../src/simulator';
import type { ApiClient } from '../../src/simulator/api';
import { type Edge, makeClusterCertificates, serve, Session } from '../../src/simulator/edge';
import { decodeText } from '../../src/simulator/process';
import type { Manifest } from '../../src/workshop/synthesis/object-set';

const certificates = makeClusterCertificates(Date.now());

/** Applications of the workshops on a cluster that this machine reaches, as `workshop simulate` has them. */
export class ServedApplications {
  readonly session: Session;
  readonly certificates = certificates;
  private edgeOf: Edge | undefined;

  private constructor(profile: ProfileName) {
    this.session = new Session(createCluster({ seed: 7, profile }));
  }

  /** Applies `manifests`, waits in virtual time until all is ready, and serves what there is. */
  static async start(manifests: readonly Manifest[], profile: ProfileName = 'workshop'): Promise<ServedApplications> {
    const made = new ServedApplications(profile);
    made.cluster.settle();
    made.load(manifests);
    const reach = { onProblem: (): void => undefined };
    made.edgeOf = await serve({ cluster: made.session, certificates, port: 0, reach });
    await made.settled();
    return made;
  }

  get cluster(): Cluster {
    return this.session.cluster;
  }

  get client(): ApiClient {
    return this.cluster.client;
  }

  get edge(): Edge {
    if (this.edgeOf === undefined) throw new Error('it is not served yet');
    return this.edgeOf;
  }

  /** Applies manifests, and waits until they are ready. */
  load(manifests: readonly Manifest[]): void {
    const files = manifests.map((object) => ({ file: object.metadata.name, object: object as never }));
    const applied = applyManifests(this.session.handle, files, { wait: () => this.cluster.advance('1s') });
    const failed = applied.filter(({ outcome }) => outcome === 'error');
    if (failed.length > 0) throw new Error(failed.map(({ name, message }) => `${name}: ${message ?? ''}`).join('\n'));
    const missing = (): Applied[] => applied.filter((each) => missingFor(this.client, each) !== undefined);
    if (this.cluster.until(() => missing().length === 0)) return;
    throw new Error(
      missing()
        .map((each) => `${each.name}: ${missingFor(this.client, each) ?? ''}`)
        .join('\n'),
    );
  }

  /** Lets virtual time pass at once. */
  async pass(seconds: number): Promise<void> {
    await this.edge.pacing.advance(seconds * 1000);
    await this.settled();
  }

  /** Where a browser finds a Service, `namespace/name`, and a path there. */
  url(service: string, path = '/'): string {
    const found = this.edge.reach?.list().find(({ name, url }) => name === service && url !== undefined);
    if (found?.url === undefined) throw new Error(`${service} is not reached by a browser`);
    return new URL(path, found.url).href;
  }

  /** Names of the Pods that begin with `prefix`. */
  podNames(prefix: string, namespace = 'default'): readonly string[] {
    const names = this.client.list('pods', namespace).map(({ metadata }) => metadata.name);
    return names.filter((name) => name.startsWith(prefix));
  }

  /** What the container of a Pod has written. */
  log(pod: string, namespace = 'default'): string {
    const result = this.cluster.receive({
      method: 'GET',
      path: `/api/v1/namespaces/${namespace}/pods/${pod}/log`,
      query: new Map(),
      headers: {},
      body: new Uint8Array(),
      certificate: { username: 'admin', groups: ['system:masters'] },
    });
    if (!('kind' in result) || result.kind !== 'exchange') throw new Error(`the log of ${pod} cannot be had`);
    let [text, isOver] = ['', false];
    result.open(() => undefined, {
      data: (_stream, bytes) => (text += decodeText(bytes)),
      end: () => (isOver = true),
      ready: () => undefined,
    });
    this.cluster.until(() => isOver, '10s');
    return text;
  }

  stop(): Promise<void> {
    return this.edge.close();
  }

  private async settled(): Promise<void> {
    await this.edge.reach?.settled();
  }
}
