import type { Setup } from './setups';

/** Makes a certificate and its key, as files of these names. */
const certificate = (name: string): string =>
  `openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=${name} -days 30 -keyout ${name}.key -out ${name}.crt 2>/dev/null`;

/** The Deployment that an exercise begins with. */
const FRESH_DEPLOYMENT =
  'kubectl delete deployment kuard --ignore-not-found; kubectl apply -f ../02-scaled/kuard-deployment.yaml; ' +
  'kubectl rollout status deployment kuard';

/** Volumes made by hand for three claims. */
const mongoVolumes = [0, 1, 2]
  .map(
    (index) =>
      `{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"mongo-pv-${index}"},"spec":{"capacity":{"storage":"200Gi"},` +
      `"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/tmp/mongo-${index}"}}}`,
  )
  .map((volume) => `printf '%s' '${volume}' | kubectl apply -f -`)
  .join('; ');

/** Deployments and Services behind the Ingresses. */
const INGRESS_BACKENDS = ['alpaca', 'bandicoot']
  .map((name) => `kubectl apply -f ${name}-deployment.yaml -f ${name}-service.yaml`)
  .join('; ');

/** Has the template of a Job tell when a container of the stand-in runtime ends. */
const annotated = (file: string, after: string, ...others: readonly string[]): string =>
  `kubectl patch --local -f ${file} -o yaml -p '{"spec":{"template":{"metadata":{"annotations":{${[`"fake.exit-after":"${after}"`, ...others].join()}}}}}}' >job.new; mv job.new ${file}`;

const steer = (action: string, node: string): string =>
  `printf '{"name":"${node}"}' | kubectl create --raw /workshop/v1/node/${action} -f -`;

const fail = (node: string): string => steer('fail', node);

/** A DaemonSet on three nodes, and then a fourth. */
const FOUR_NODES =
  'kubectl delete daemonsets,replicasets --all; kubectl delete pods --all --now; kubectl delete events --all; ' +
  `kubectl apply -f $M/kuar-daemonsets/fluentd.yaml; sleep 3; ${steer('add', 'hollow-3')}; sleep 4`;

/** MySQL without its volume, and a bare Pod, on that node. */
const ON_THE_FOURTH =
  'kubectl cordon hollow-0 hollow-1 hollow-2; kubectl run bare --image=busybox --stdin --tty --attach=false; ' +
  'kubectl patch --local -f mysql-replicaset.yaml -o json --type=json ' +
  `-p '[{"op":"replace","path":"/spec/template/spec/volumes/0","value":{"name":"database","emptyDir":{}}},{"op":"remove","path":"/spec/template/spec/containers/0/resources"}]' | ` +
  'kubectl apply -f - -f mysql-service.yaml; sleep 4; kubectl uncordon hollow-0 hollow-1 hollow-2';

/** For the exercises of the book. */
export const kuarSetups: Readonly<Record<string, Setup>> = {
  'KUAR01-01': { after: 'KUAR09-06' },
  'KUAR04-02': {
    before:
      'sed -i "s/: workshop$/: local/; s/: kubernetes-admin$/: admin/" "$KUBECONFIG"; ' +
      'kubectl config set-context --current --namespace=kuar04',
  },
  'KUAR04-03': {
    before:
      'kubectl apply -f bar-pod.yaml; sleep 5; kubectl set image pod/bar bar=gcr.io/kuar-demo/kuard-amd64:green; sleep 20',
  },
  'KUAR04-05': {
    before: 'kubectl delete pod bar --now',
    at: { 6: "sed -i 's/:blue/:green/' bar-pod.yaml" },
  },
  'KUAR04-07': { before: "sed -i 's/:green/:purple/' bar-pod.yaml" },
  'KUAR05-02': { before: 'kubectl delete pod bar --now --ignore-not-found' },
  'KUAR05-06': { before: 'kubectl apply -f kuard-pod.yaml; sleep 3' },
  // Somewhere in the cluster a Pod ends, which has the scheduler try again.
  'KUAR05-13': {
    before: 'kubectl delete pods --all --now',
    at: { 2: 'kubectl run other --image=nginx; sleep 3; kubectl delete pod other --now' },
  },
  'KUAR05-12': { before: 'kubectl delete pod kuard --now --ignore-not-found' },
  'KUAR05-15': { before: 'kubectl delete pod kuard --now --ignore-not-found' },
  'KUAR05-17': { before: 'kubectl delete pod kuard --now --ignore-not-found' },
  'KUAR06-06': { before: 'kubectl delete deployment sel' },
  'KUAR07-07': { after: 'KUAR07-02' },
  'KUAR07-08': { at: { 3: `kubectl patch service alpaca-prod -p '{"spec":{"type":"ClusterIP"}}'` } },
  'KUAR08-08': { before: 'kubectl apply -f modern/simple-ingress.yaml' },
  'KUAR08-09': { before: 'kubectl create namespace extra4; kubectl delete ingress --all -n kuar08' },
  'KUAR08-11': {
    before: `${certificate('tls')}; kubectl delete ingress --all`,
    at: {
      4: `${INGRESS_BACKENDS}; ${['host', 'path', 'simple'].map((name) => `kubectl apply -f modern/${name}-ingress.yaml`).join('; ')}`,
      7: 'kubectl create namespace extra2; kubectl config set-context --current --namespace=extra2; sleep 1',
    },
  },
  'KUAR09-07': { before: 'kubectl scale rs kuard --replicas=1; sleep 5' },
  'KUAR09-06': { before: 'kubectl delete rs kuard --ignore-not-found; kubectl delete pods --all --now' },
  'KUAR09-09': { at: { 2: 'kubectl apply -f kuard-rs.yaml; sleep 3', 4: 'kubectl apply -f kuard-rs.yaml; sleep 3' } },
  'KUAR10-03': { at: { 6: 'cp "$M/kuard-deployment/02-scaled/kuard-deployment.yaml" .' } },
  'KUAR10-05': { before: "sed -i 's/replicas: 2/replicas: 3/' kuard-deployment.yaml" },
  'KUAR10-15': { before: FRESH_DEPLOYMENT },
  'KUAR10-16': { before: FRESH_DEPLOYMENT },
  // Its nodes are small: what other chapters left would take the place of the Pods of these.
  'KUAR11-01': { before: 'kubectl delete deployments,pods --all --now -n kuar04' },
  'KUAR11-02': {
    at: { 3: `printf '{"name":"hollow-3"}' | kubectl create --raw /workshop/v1/node/add -f -; sleep 20` },
  },
  'KUAR11-03': {
    before: `printf '{"name":"hollow-3"}' | kubectl create --raw /workshop/v1/node/remove -f -; sleep 60`,
  },
  'KUAR11-05': {
    at: { 11: 'kubectl delete ds fluentd; kubectl apply -f ../fluentd.yaml; sleep 1' },
  },
  'KUAR12-02': {
    at: {
      6: `${annotated('job-oneshot.yaml', '1s', '"fake.exit-code":"1"')}; kubectl apply -f job-oneshot.yaml; sleep 3`,
      9: 'sleep 400',
    },
  },
  'KUAR12-05': { before: annotated('job-parallel.yaml', '5s') },
  'KUAR12-08': { before: annotated('job-consumers.yaml', '20s') },
  'KUAR13-02': { before: "sed -i 's/namespace: default/namespace: kuar13/' 01-missing-key/my-config.yaml" },
  'KUAR13-04': { before: certificate('kuard') },
  'KUAR15-01': { before: 'kubectl create namespace test; kubectl create namespace prod; sleep 2' },
  // A Pod that asks for a whole node finds no other that asks for anything.
  'KUAR15-06': { before: 'kubectl delete daemonsets --all -A; sleep 3' },
  // Nothing else may fail with its node: it is played after the others.
  'KUAR15-08': {
    after: 'KUAR18-99',
    before: `${FOUR_NODES}; ${ON_THE_FOURTH}`,
    at: { 2: fail('hollow-3'), 3: 'sleep 54', 12: 'sleep 306' },
    watches: [
      { command: 'kubectl get nodes -w --output-watch-events', file: 'nodes.out', from: 2 },
      { command: 'kubectl get pods -w -o wide', file: 'pods.out', from: 2 },
    ],
  },
  'KUAR15-09': { before: 'kubectl delete -f ../kuar-mysql --ignore-not-found; kubectl delete pv,pvc --all' },
  'KUAR15-11': {
    at: { 5: 'kill $(jobs -p)' },
    watches: [
      { command: 'kubectl get pods -w', file: 'watch.out', from: 0 },
      { command: 'kubectl get pods -w --output-watch-events', file: 'watch.out', from: 5 },
    ],
  },
  'KUAR15-15': {
    before: `kubectl delete storageclass --all; kubectl delete sts mongo --ignore-not-found; ${mongoVolumes}`,
  },
  'KUAR15-10': {
    before:
      'kubectl delete rs,pvc --all --wait=false; kubectl delete pods --all --now; kubectl delete pv,storageclass --all; sleep 5; ' +
      'kubectl apply -f nfs-volume.yaml -f nfs-volume-claim.yaml -f mysql-replicaset.yaml; sleep 10',
  },
  'KUAR15-16': {
    before:
      'kubectl delete sts,pvc --all; kubectl apply -f mongo-simple.yaml; kubectl set image sts/mongo mongodb=mongo:3.4.2; sleep 60',
  },
  'KUAR17-04': {
    before:
      'kubectl config set-context --current --namespace=kuar08; kubectl delete deployments,services --all; ' +
      "kubectl delete ingress host-ingress path-ingress simple-ingress; sed -i 's/namespace: default/namespace: kuar08/' 0*/*.yaml",
  },
  'KUAR17-05': { before: 'kubectl delete deployment,service parse-server' },
  'KUAR17-08': { before: 'for f in slave.conf master.conf sentinel.conf init.sh sentinel.sh; do echo $f > $f; done' },
  'KUAR17-09': { before: 'kubectl delete deployment,service ghost; sleep 3' },
  'KUARA-02': {
    at: {
      // Without the Pods of other chapters, at which a drain would stop.
      17:
        'for n in kuar08 kuar13 slow2; do kubectl delete statefulsets,deployments --all -n $n; kubectl delete pods --all --now -n $n; done; ' +
        'kubectl delete rs mysql; kubectl create deployment web --image=nginx --replicas=4; kubectl rollout status deployment web; ' +
        'N=$(kubectl get pods -l app=web -o jsonpath={.items[0].spec.nodeName})',
    },
  },
};
