import { type Cluster, createCluster } from '../../../../src/simulator';
import { type Coroutine, encodeText, readBodyText, runTask } from '../../../../src/simulator/process';
import { votingDeployments } from '../../../../src/workshop/stacks/voting-deployments';
import { votingReplicasets } from '../../../../src/workshop/stacks/voting-replicasets';
import { type BuiltStack, builtLesson, builtProduction } from '../../../support/built-stack';

/** Where the API keeps objects of a kind. */
const STORAGE: Readonly<Record<string, string>> = {
  Deployment: 'apps/deployments',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  ReplicaSet: 'apps/replicasets',
  Service: 'services',
};

/** The voting app of the workshop on a cluster, as a browser on the machine sees it. */
class VotingCluster {
  readonly cluster: Cluster = createCluster({ profile: 'desktop' });

  constructor(stack: BuiltStack) {
    this.cluster.settle();
    this.create(stack);
  }

  /** Makes, or replaces, those objects of a stack that run or lead to something, in `default`. */
  create(stack: BuiltStack): void {
    const { client } = this.cluster;
    for (const manifest of stack.manifests) {
      const storage = STORAGE[manifest.kind] as 'apps/deployments' | undefined;
      if (storage === undefined) continue;
      const metadata = { ...manifest.metadata, namespace: 'default' };
      const known = client.get(storage, 'default', manifest.metadata.name);
      if (known === undefined) client.create(storage, { ...manifest, metadata } as never);
      else client.update(storage, { ...known, spec: { ...known.spec, ...(manifest['spec'] as object) } });
    }
    this.calm();
  }

  /** Waits until all runs that should, and nothing else, and until the pages have heard of it. */
  calm(): void {
    const { client } = this.cluster;
    const isCalm = (): boolean => {
      const pods = client.list('pods', 'default');
      const wanted = [...client.list('apps/deployments', 'default'), ...client.list('apps/replicasets', 'default')];
      return (
        pods.every(({ metadata, status }) => {
          const isReady = status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
          return metadata.deletionTimestamp === undefined && isReady === true;
        }) &&
        wanted.every(({ metadata, spec, status }) => {
          const isSeen = status.observedGeneration === metadata.generation;
          return isSeen && (status.replicas ?? 0) === spec.replicas && (status.readyReplicas ?? 0) === spec.replicas;
        })
      );
    };
    this.cluster.until(isCalm, '1m');
    this.cluster.advance('5s');
  }

  /** What a node port answers. */
  ask(service: string, body = ''): string {
    const { client, network } = this.cluster;
    const { nodePort = 0 } = client.get('services', 'default', service)?.spec.ports?.[0] ?? {};
    const [node] = client.list('nodes');
    const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
    const method = body === '' ? 'GET' : 'POST';
    let answer = '';
    function* asking(): Coroutine<void> {
      const request = { method, target: '/', headers: { host: 'localhost' }, body: encodeText(body) };
      answer = yield* readBodyText((yield* network.outside.exchange(address, nodePort, request)).body);
    }
    runTask(asking(), undefined, (error) => (answer = String(error)));
    this.cluster.advance('3s');
    return answer;
  }

  /** What the result page says, some seconds later; it starts again when its database was away. */
  result(): string {
    let said = '';
    for (let tries = 0; said === '' && tries < 10; tries += 1) {
      if (tries > 0) this.cluster.advance('5s');
      const stats = [...this.ask('result').matchAll(/class="(?:label|stat)"[^>]*>([^<]*)</g)];
      said = stats.map(([, text]) => text).join(' ');
    }
    return said;
  }

  podNames(app: string): readonly string[] {
    const pods = this.cluster.client.list('pods', 'default');
    return pods.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(app));
  }

  /** Deletes the Pods of an app, and waits for what replaces them. */
  deletePods(app: string): void {
    for (const name of this.podNames(app)) this.cluster.client.delete('pods', 'default', name);
    this.calm();
  }
}

test('the page names the Pod that has answered, and goes on with the one that replaces it', () => {
  const app = new VotingCluster(builtLesson(votingReplicasets, '01-before'));
  const [first] = app.podNames('voter');
  expect(app.ask('vote')).toContain(`Processed by container ID ${first ?? ''}`);
  app.deletePods('voter');
  const [second] = app.podNames('voter');
  expect(second).not.toBe(first);
  expect(app.ask('vote')).toContain(`Processed by container ID ${second ?? ''}`);
});

test('votes are counted, and lost with the Pod of the results', () => {
  const app = new VotingCluster(builtLesson(votingReplicasets, '01-before'));
  expect(app.result()).toBe('Cats 50.0% Dogs 50.0%');
  app.ask('vote', 'vote=a');
  expect(app.result()).toBe('Cats 100.0% Dogs 0.0%');
  app.deletePods('results');
  expect(app.result()).toBe('Cats 50.0% Dogs 50.0%');
  app.ask('vote', 'vote=b');
  expect(app.result()).toBe('Cats 0.0% Dogs 100.0%');
});

test('an update brings the other poll and loses the votes; once the state is apart, they outlive the pages', () => {
  const app = new VotingCluster(builtLesson(votingDeployments, 'v1'));
  app.ask('vote', 'vote=a');
  expect(app.result()).toBe('Cats 100.0% Dogs 0.0%');
  app.create(builtLesson(votingDeployments, 'v2'));
  expect(app.result()).toBe('Java 50.0% .NET 50.0%');
  app.create(builtLesson(votingDeployments, 'v3'));
  app.ask('vote', 'vote=b');
  expect(app.result()).toBe('Java 0.0% .NET 100.0%');
  app.deletePods('results');
  app.deletePods('voter');
  expect(app.result()).toBe('Java 0.0% .NET 100.0%');
});

test('the form for production keeps the votes on a claim; a page with another password than the database shows none', () => {
  const app = new VotingCluster(builtProduction(votingDeployments, { serviceType: 'NodePort' }));
  const { client } = app.cluster;
  const secret = (password: string) => ({ metadata: { name: 'postgres', namespace: 'default' }, data: { password } });
  // Pods wait for it.
  client.create('secrets', secret('c2VjcmV0') as never);
  app.calm();
  app.ask('vote', 'vote=a');
  expect(app.result()).toBe('Java 100.0% .NET 0.0%');
  app.deletePods('db');
  expect(app.result()).toBe('Java 100.0% .NET 0.0%');
  const known = client.get('secrets', 'default', 'postgres');
  client.update('secrets', { ...known, ...secret('Z3Vlc3M='), metadata: known?.metadata } as never);
  app.deletePods('results');
  expect(app.result()).toBe('Java 50.0% .NET 50.0%');
});
