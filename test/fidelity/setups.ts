import { kuarSetups } from './setups-kuar';

/** What the transcript of an exercise does not show. */
export interface Setup {
  /** Shell commands before the first command; `$M` is the folder of all manifests. */
  readonly before?: string;
  /** Shell commands before the command at a place, from 0. */
  readonly at?: Readonly<Record<number, string>>;
  /** The exercise after which it was recorded. @default - the one before it by id */
  readonly after?: string;
  /** Watches of a second terminal: the command, the file, and the place of the command before which it starts. */
  readonly watches?: readonly { readonly command: string; readonly file: string; readonly from: number }[];
}

const CLEAN = 'kubectl delete all --all --now >/dev/null';

/** Takes files of a stage of `awsme` into the folder of the participant, who edits them step by step. */
const awsme = (stage: string, files = '*'): string =>
  `mkdir -p manifests; (cd $M/awsme/${stage}; tar c ${files.replace(/(\w|\*)(?= |$)/g, '$1.yaml')}) | tar x -C manifests
sed -i 's|<REPLACE_WITH_YOUR_OWN_IMAGE>|example/awsme:v1|' manifests/*.yaml`;

const withAddress = (file: string, word: string, pod: string): string =>
  `sed -i "s|<REPLACE_WITH_${word}_IP>|$(kubectl get pod ${pod} -o jsonpath={.status.podIP})|" manifests/${file}.yaml`;

const command = (text: string): string =>
  `sed -i '/^  initContainers/,$ s|command:.*|command: ["sh", "-c", "${text}"]|' manifests/backend.yaml`;

const RECREATED_WORKER = `TAG=v0.2; kubectl delete deployment worker webui; sleep 40
kubectl create deployment worker --image=dockercoins/worker --replicas=10; kubectl rollout status deployment worker`;

const COUNTS = ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas']
  .map((field, index) => `${index}:.status.${field}`)
  .join();

/** What Python's web server says of `sleepy`, at the address of the transcript. */
const WEB_SERVER = `cat >server.js <<'END'
require('node:http').createServer(({ url }, response) => {
  try {
    response.end(require('node:fs').readFileSync('.' + url));
  } catch {
    response.writeHead(404, 'File not found').end();
  }
}).listen(8099, '127.0.0.1');
END
node server.js & sleep 1`;

const AGAIN = `kubectl delete daemonset rng; kubectl patch service rng --type=json -p '[{"op":"remove","path":"/spec/selector/isactive"}]'
kubectl apply --validate=false -f ../04-daemonset-cast-invalid/rng.yml; sleep 5`;

/** By exercise. */
export const setups: Readonly<Record<string, Setup>> = {
  'AWSME-01': { before: awsme('01-pods', 'db') },
  'AWSME-04': { before: `${awsme('01-pods', 'backend')}\n${withAddress('backend', 'MYSQL', 'db')}` },
  'AWSME-05': { before: `${awsme('01-pods', 'frontend')}\n${withAddress('frontend', 'BACKEND', 'backend')}` },
  'AWSME-08': { before: awsme('02-services', 'db') },
  'AWSME-09': { before: awsme('02-services', 'db-svc') },
  'AWSME-10': { before: awsme('02-services', 'backend') },
  'AWSME-12': { before: awsme('02-services', 'backend-svc') },
  'AWSME-13': { before: awsme('02-services', 'frontend') },
  'AWSME-14': { before: awsme('03-loadbalancer', 'frontend-svc'), at: { 4: awsme('03-loadbalancer', 'frontend') } },
  'AWSME-17': { before: awsme('04-secrets', 'db backend') },
  'AWSME-20': { before: awsme('04b-configmap-bonus', 'backend') },
  'AWSME-21': { before: `${awsme('04-secrets')}\nkubectl apply -f manifests/\n${awsme('05a-no-migrations')}` },
  'AWSME-23': {
    before: `${awsme('05b-init-container')}\nkubectl apply -f manifests/mysql-secret.yaml\n${command('sleep 4; exit 0')}`,
    at: { 5: `kill $(jobs -p); kubectl delete pod backend; ${command('exit 1')}` },
    watches: [
      { command: 'kubectl get pods -w', file: 'watch.out', from: 0 },
      { command: 'kubectl get pods -w', file: 'watch.out', from: 5 },
    ],
  },
  'AWSME-25': { before: awsme('06-affinity') },
  'AWSME-26': {
    before: `${CLEAN}\n${awsme('06-affinity')}\n${command('sleep 1; exit 0')}; rm manifests/mysql-secret.yaml`,
  },
  'AWSME-27': { before: 'kubectl delete pod --all --now' },
  'AWSME-29': { before: awsme('07-limits') },
  'AWSME-30': { before: awsme('08-sidecar-optional') },
  'COINS-02': { before: 'kubectl delete service --all' },
  'COINS-04': { before: 'kubectl delete service --all; kubectl delete deployment --all --wait=false' },
  'COINS-12': { before: 'kubectl delete pod redis' },
  'COINS-14': { before: WEB_SERVER },
  'COINS-17': {
    before:
      "sed 's|$USERNAME|dockercoins|' $M/dockercoins/04-daemonset-cast-invalid/rng.yml >rng.new; mv -f rng.new rng.yml",
  },
  'COINS-18': { before: 'kubectl delete service webui' },
  'COINS-21': { at: { 14: 'sleep 5' } },
  'COINS-24': {
    before: `kubectl create deployment rng --image=$USERNAME/rng; kubectl expose deployment rng --port 80
kubectl apply --validate=false -f ../04-daemonset-cast-invalid/rng.yml; sleep 5`,
    at: { 7: 'sleep 20', 11: AGAIN },
  },
  'COINS-28': {
    after: 'COINS-34',
    before: `kubectl create deployment worker --image=$USERNAME/worker:v0.2 --replicas=10; sleep 10`,
  },
  'COINS-25': { after: 'COINS-27' },
  'COINS-27': {
    before: RECREATED_WORKER,
    watches: [
      { command: 'kubectl get replicasets -w', file: 'w2.out', from: 0 },
      { command: 'kubectl get deployments -w', file: 'w3.out', from: 0 },
      { command: 'kubectl get pods -w', file: 'w1.out', from: 0 },
    ],
  },
  'COINS-29': { after: 'COINS-34' },
  'COINS-31': {
    watches: [
      {
        command: `kubectl get deployment worker -w -o custom-columns='${COUNTS}' --no-headers`,
        file: 'counts.out',
        from: 0,
      },
    ],
  },
  'COINS-32': { before: 'kubectl delete deployments,daemonsets,services,pods --all --wait=false' },
  'TACC-04': { after: 'TACC-08' },
  'TACC-12': { after: 'TACC-15' },
  'VOTE-08': { before: 'kubectl apply -f redis-pod.yaml' },
  'VOTE-09': { before: 'kubectl delete pod redis' },
  'VOTE-13': { before: 'kubectl delete pods --all --now' },
  'VOTE-18': {
    before: `${CLEAN}; kubectl apply -f ../01-before/voting-rs.yaml; sleep 5; kubectl scale rs voter --replicas=3; sleep 3`,
  },
  'VOTE-19': { before: CLEAN },
  ...kuarSetups,
};

/** Ids in the order in which they were recorded, as far as it matters. */
export function orderOf(ids: readonly string[]): string[] {
  const key = (id: string): string => setups[id]?.after ?? id;
  return [...ids].sort((a, b) => {
    if (key(a) !== key(b)) return key(a) < key(b) ? -1 : 1;
    if (key(a) === a || key(b) === b) return key(a) === a ? -1 : 1;
    return a < b ? -1 : 1;
  });
}
