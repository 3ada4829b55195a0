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

/** For the exercises of the book. */
export const kuarSetups: Readonly<Record<string, Setup>> = {
  'KUAR04-02': {
    before:
      'sed -i "s/: workshop$/: local/; s/: kubernetes-admin$/: admin/" "$KUBECONFIG"; ' +
      'kubectl config set-context --current --namespace=kuar04',
  },
  'KUAR04-03': {
    before: 'kubectl apply -f bar-pod.yaml; kubectl set image pod/bar bar=gcr.io/kuar-demo/kuard-amd64:green; sleep 20',
  },
  'KUAR04-05': {
    before: 'kubectl delete pod bar --now',
    at: { 6: "sed -i 's/:blue/:green/' bar-pod.yaml" },
  },
  'KUAR04-07': { before: "sed -i 's/:green/:purple/' bar-pod.yaml" },
  'KUAR05-15': { before: 'kubectl delete pod kuard --now --ignore-not-found' },
  'KUAR05-17': { before: 'kubectl delete pod kuard --now --ignore-not-found' },
  'KUAR07-08': { at: { 3: `kubectl patch service alpaca-prod -p '{"spec":{"type":"ClusterIP"}}'` } },
  'KUAR08-08': { before: 'kubectl apply -f modern/simple-ingress.yaml' },
  'KUAR08-09': { before: 'kubectl create namespace extra4' },
  'KUAR08-11': { before: certificate('tls') },
  'KUAR09-06': { before: 'kubectl delete rs kuard --ignore-not-found; kubectl delete pods --all --now' },
  'KUAR09-09': { at: { 2: 'kubectl apply -f kuard-rs.yaml; sleep 3', 4: 'kubectl apply -f kuard-rs.yaml; sleep 3' } },
  'KUAR10-03': { at: { 6: 'cp "$M/kuard-deployment/02-scaled/kuard-deployment.yaml" .' } },
  'KUAR10-05': { before: "sed -i 's/replicas: 2/replicas: 3/' kuard-deployment.yaml" },
  'KUAR10-15': { before: FRESH_DEPLOYMENT },
  'KUAR10-16': { before: FRESH_DEPLOYMENT },
  'KUAR11-02': {
    at: { 3: `printf '{"name":"hollow-3"}' | kubectl create --raw /workshop/v1/node/add -f -; sleep 20` },
  },
  'KUAR11-03': {
    before: `printf '{"name":"hollow-3"}' | kubectl create --raw /workshop/v1/node/remove -f -; sleep 60`,
  },
  'KUAR11-05': {
    at: { 11: 'kubectl delete ds fluentd; kubectl apply -f ../fluentd.yaml; sleep 1' },
  },
  'KUAR13-02': { before: "sed -i 's/namespace: default/namespace: kuar13/' 01-missing-key/my-config.yaml" },
  'KUAR13-04': { before: certificate('kuard') },
  'KUAR15-01': { before: 'kubectl create namespace test; kubectl create namespace prod; sleep 2' },
  'KUAR15-09': { before: 'kubectl delete -f ../kuar-mysql --ignore-not-found; kubectl delete pv,pvc --all' },
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
  'KUAR17-08': { before: 'for f in slave.conf master.conf sentinel.conf init.sh sentinel.sh; do printf $f > $f; done' },
};
