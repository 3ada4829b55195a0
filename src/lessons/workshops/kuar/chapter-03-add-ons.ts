import { answers, asks, type Chapter, fails, has, lines, objects, prints, table, unchanged } from '../../model';

const DASHBOARD = objects('cluster-system');

const DASHBOARD_URL =
  'http://localhost:8001/api/v1/namespaces/kubernetes-dashboard/services/https:kubernetes-dashboard:/proxy/';

/** What a cluster brings along to find Services by name, and to look at it. */
export const addOns: Chapter = {
  workshop: 'KUAR',
  title: '3. Deploying a Kubernetes Cluster: DNS and dashboard',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR03-06',
      title: 'Cluster DNS',
      goal: 'Deployment coredns, Service kube-dns at 10.96.0.10, which every Pod asks for names.',
      nature: 'normal',
      stack: 'cluster-system',
      begin: { running: [objects('kuard-pods/bar')] },
      steps: [
        {
          task: 'Look at the Deployment that answers questions for names.',
          run: 'kubectl get deployments --namespace=kube-system coredns',
          see: [table({ NAME: 'coredns', READY: '1/1', 'UP-TO-DATE': '1', AVAILABLE: '1', AGE: '{{age}}' })],
        },
        {
          task: 'Look at the Service in front of it. It has kept the name of the program before CoreDNS.',
          run: 'kubectl get services --namespace=kube-system kube-dns',
          see: [
            table({
              NAME: 'kube-dns',
              TYPE: 'ClusterIP',
              'CLUSTER-IP': '10.96.0.10',
              'EXTERNAL-IP': '<none>',
              'PORT(S)': '53/UDP,53/TCP,9153/TCP',
              AGE: '{{age}}',
            }),
            unchanged(
              asks(
                'kubectl get endpoints --namespace=kube-system kube-dns',
                lines(
                  'kube-dns {{kube-system:pods k8s-app=kube-dns .status.podIP}}:53,{{kube-system:pods k8s-app=kube-dns .status.podIP}}:53,{{kube-system:pods k8s-app=kube-dns .status.podIP}}:9153 {{age}}',
                ),
              ),
            ),
          ],
        },
        {
          task: 'Look where a container asks for names: at /etc/resolv.conf in the Pod bar.',
          run: 'kubectl exec bar -- cat /etc/resolv.conf',
          see: [
            prints(
              'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5',
            ),
            unchanged(
              asks(
                'kubectl exec bar -- nslookup kube-dns.kube-system.svc.cluster.local',
                lines('Name: kube-dns.kube-system.svc.cluster.local', 'Address: 10.96.0.10'),
              ),
            ),
          ],
          moral: 'The kubelet writes this file for each container: a short name is looked for in the namespace first.',
        },
      ],
    },
    {
      id: 'KUAR03-07',
      title: 'Dashboard through kubectl proxy',
      goal: 'The dashboard is open in your browser, by way of the API server.',
      nature: 'normal',
      stack: 'cluster-system',
      begin: { running: [DASHBOARD] },
      steps: [
        {
          task: 'Look for the dashboard where it was in older clusters.',
          run: 'kubectl get deployments --namespace=kube-system kubernetes-dashboard',
          see: [
            fails(1),
            prints('Error from server (NotFound): deployments.apps "kubernetes-dashboard" not found'),
            unchanged(has('deployments/kubernetes-dashboard', {}, 'kubernetes-dashboard')),
          ],
        },
        {
          task: 'Look for it in a namespace of its own.',
          run: 'kubectl get deployments --namespace=kubernetes-dashboard kubernetes-dashboard',
          see: [
            table({ NAME: 'kubernetes-dashboard', READY: '1/1', 'UP-TO-DATE': '1', AVAILABLE: '1', AGE: '{{age}}' }),
          ],
          moral: 'What is "not found" may be there, only elsewhere: --all-namespaces finds it.',
        },
        {
          task: 'Look at its Service, beside it.',
          run: 'kubectl get services --namespace=kubernetes-dashboard kubernetes-dashboard',
          original: {
            run: 'kubectl get services --namespace=kube-system kubernetes-dashboard',
            why: 'The dashboard has its own namespace today.',
            fails: 'Error from server (NotFound): services "kubernetes-dashboard" not found',
          },
          see: [
            table({
              NAME: 'kubernetes-dashboard',
              TYPE: 'ClusterIP',
              'CLUSTER-IP': '{{kubernetes-dashboard:services/kubernetes-dashboard .spec.clusterIP}}',
              'EXTERNAL-IP': '<none>',
              'PORT(S)': '443/TCP',
              AGE: '{{age}}',
            }),
          ],
        },
        {
          task: 'Open a way to the API server: this proxy adds your credentials to each request. It goes on in its terminal.',
          run: 'kubectl proxy',
          course: 'stays',
          terminal: 'proxy',
          see: [
            prints('Starting to serve on 127.0.0.1:8001'),
            asks('curl -s http://localhost:8001/version', lines('"gitVersion": "v1.36.2",')),
          ],
        },
        {
          task: `Open ${DASHBOARD_URL} in a browser.`,
          browse: async (page) => {
            await page.open(DASHBOARD_URL);
            await page.shows('Kubernetes Dashboard');
            await page.shows('Enter token');
          },
          see: [unchanged(answers(DASHBOARD_URL, 200, '<title>Kubernetes Dashboard</title>'))],
          moral:
            'Between the colons of https:kubernetes-dashboard: stand protocol, Service and port; no port is the only one there is. ' +
            'The API server goes to a Pod of the Service itself.',
        },
      ],
    },
  ],
};
