// What a program with @kubernetes/client-node sees of the cluster of KUBECONFIG: one line of JSON for each thing.
import * as k8s from '@kubernetes/client-node';

const say = (what, value) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);

/** Calls `look` until it holds; the caller ends a program that never sees it. */
const until = async (look) => {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 20));
};

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const namespace = 'default';

say(
  'nodes',
  (await core.listNode()).items.map(({ metadata }) => metadata.name),
);

const deployment = (replicas) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
    },
  },
});
const apply = (replicas, manager, force = false) =>
  objects.patch(deployment(replicas), undefined, undefined, manager, force, k8s.PatchStrategy.ServerSideApply);

// The informer knows the Pods at any time: that is what programs use it for.
const pods = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () =>
  core.listNamespacedPod({ namespace }),
);
const heard = new Set();
for (const event of ['add', 'update', 'delete']) pods.on(event, () => heard.add(event));
let isStopping = false;
pods.on('error', (error) => isStopping || say('informer failed', String(error)));
await pods.start();
const ready = () =>
  pods
    .list()
    .filter(({ status }) => status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'));

const watched = new Set();
const watch = await new k8s.Watch(config).watch(
  `/apis/apps/v1/namespaces/${namespace}/deployments`,
  { allowWatchBookmarks: true },
  // Bookmarks come with time, of no object.
  (type, { metadata }) => type === 'BOOKMARK' || watched.add(`${type} ${metadata.name}`),
  () => undefined,
);

say('applied', (await apply(2, 'first')).spec.replicas);
await until(() => ready().length === 2);
say('ready', ready().length);

const refused = await apply(3, 'second').catch(({ code, body }) => ({ code, message: JSON.parse(body).message }));
say('conflict', refused);
say('forced', (await apply(1, 'second', true)).spec.replicas);
await until(() => pods.list().length === 1);
say('left', pods.list().length);

say('missing', await core.readNamespacedPod({ name: 'nothing', namespace }).catch(({ code }) => code));
await apps.deleteNamespacedDeployment({ name: 'web', namespace, propagationPolicy: 'Foreground' });
await until(() => pods.list().length === 0 && watched.has('DELETED web'));
say('informer heard', [...heard].sort());
say('watch heard', [...watched].sort());
isStopping = true;
watch.abort();
await pods.stop();
