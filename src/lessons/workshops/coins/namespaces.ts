import { asks, type Chapter, edited, fails, has, lines, objects, prints, rows, table, unchanged } from '../../model';

const BOTH = objects('blue-green/01-namespaces');

/** Two equal applications side by side, and a database that moves out. */
export const namespaces: Chapter = {
  workshop: 'COINS',
  title: 'Namespaces; Stateful services',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-32',
      title: 'Two identical stacks in two namespaces',
      goal: 'In each namespace the name redis means the redis of that namespace.',
      nature: 'claim',
      stack: 'blue-green/01-namespaces',
      begin: { files: { 'blue-green.yaml': BOTH } },
      steps: [
        {
          task: 'Deploy the same application twice: to a namespace blue, and to a namespace green.',
          run: 'kubectl apply -f blue-green.yaml',
          see: [
            prints(
              ['blue', 'green']
                .map((name) => `namespace/${name} created\ndeployment.apps/redis created\nservice/redis created`)
                .join('\n'),
            ),
            ...['blue', 'green'].map((name) => has('deployments/redis', { status: { readyReplicas: 1 } }, name)),
            asks(
              'kubectl get services -A',
              rows(
                {
                  NAMESPACE: 'blue',
                  NAME: 'redis',
                  TYPE: 'ClusterIP',
                  'CLUSTER-IP': '{{blue:services/redis .spec.clusterIP}}',
                },
                {
                  NAMESPACE: 'green',
                  NAME: 'redis',
                  TYPE: 'ClusterIP',
                  'CLUSTER-IP': '{{green:services/redis .spec.clusterIP}}',
                },
              ),
            ),
          ],
        },
        {
          task: 'Ask for the name redis in a Pod of blue.',
          run: 'kubectl run -n blue -it --rm --restart=Never t --image=busybox -- nslookup redis',
          see: [
            // nslookup of busybox tries all domains of the search list, and fails when one of them lacks the name.
            fails(1),
            lines('Name: redis.blue.svc.cluster.local', 'Address: {{blue:services/redis .spec.clusterIP}}'),
          ],
          moral: 'Pods of blue look for short names in blue.svc.cluster.local first.',
        },
        {
          task: 'Write something to the redis of green, from a Pod of blue: its whole name is redis.green.svc.cluster.local.',
          run: 'kubectl exec -n blue deploy/redis -- redis-cli -h redis.green.svc.cluster.local set written-by blue',
          see: [
            prints('OK'),
            asks('kubectl exec -n green deploy/redis -- redis-cli get written-by', prints('blue')),
            unchanged(asks('kubectl exec -n blue deploy/redis -- redis-cli exists written-by', prints('0'))),
          ],
          moral: 'Namespaces keep names apart, not traffic: that is what network policies are for.',
        },
      ],
    },
    {
      id: 'COINS-33',
      title: 'Stateful service outside the cluster by CNAME',
      goal: 'In blue the name redis is an alias of a host outside of the cluster.',
      nature: 'claim',
      stack: 'blue-green/02-external-name',
      continues: true,
      begin: {
        running: [BOTH],
        files: { 'redis-service.yaml': objects('blue-green/02-external-name', 'Service/blue/redis') },
      },
      steps: [
        {
          task: 'Make the Service redis of blue an alias of redis.example.com, and look the name up in a Pod.',
          run: 'kubectl apply -f redis-service.yaml\nkubectl run -n blue look --image=busybox --restart=Never -- sleep 1h',
          see: [
            prints('service/redis configured\npod/look created'),
            asks(
              'kubectl get services -n blue',
              table({
                NAME: 'redis',
                TYPE: 'ExternalName',
                'CLUSTER-IP': '<none>',
                'EXTERNAL-IP': 'redis.example.com',
                'PORT(S)': '<none>',
              }),
            ),
            asks(
              'kubectl exec -n blue look -- nslookup -type=cname redis.blue.svc.cluster.local',
              lines('redis.blue.svc.cluster.local canonical name = redis.example.com'),
            ),
          ],
          moral:
            'The programs of blue still say redis; that it is elsewhere now is known to DNS alone. No address, no port.',
        },
      ],
    },
    {
      id: 'COINS-34',
      title: 'Stateful service outside the cluster by explicit Endpoints',
      goal: 'The Service redis of blue leads to an address that you have written down.',
      nature: 'claim',
      stack: 'blue-green/03-explicit-endpoints',
      continues: true,
      begin: {
        running: [BOTH],
        files: {
          // The text names no address: the redis of green stands for one outside of the cluster.
          'redis.yaml': edited(
            objects('blue-green/03-explicit-endpoints', 'Service/blue/redis', 'Endpoints/blue/redis'),
            ['192.0.2.10', '{{green:pods app=redis .status.podIP}}'],
          ),
        },
      },
      steps: [
        {
          task:
            'Replace the Service redis of blue by one without a selector, and write by hand which address stands behind it: for ' +
            'a redis outside of the cluster, take that of the Pod in green. Then connect to redis from a Pod of blue.',
          run: [
            'kubectl delete service redis -n blue',
            'kubectl apply -f redis.yaml',
            'kubectl exec -n green deploy/redis -- redis-cli set here green',
          ].join('\n'),
          see: [
            lines('service/redis created', 'endpoints/redis created', 'OK'),
            has(
              'services/redis',
              { spec: { type: 'ClusterIP', selector: undefined, ports: [{ port: 6379 }] } },
              'blue',
            ),
            has(
              'endpoints/redis',
              { subsets: [{ addresses: [{ ip: '{{green:pods app=redis .status.podIP}}' }], ports: [{ port: 6379 }] }] },
              'blue',
            ),
            asks('kubectl exec -n blue deploy/redis -- redis-cli -h redis get here', prints('green')),
          ],
          moral:
            'Without a selector Kubernetes leaves the endpoints alone: you say where traffic goes, and keep it up to date. A third ' +
            'way is an ambassador, a program that passes connections on.',
        },
      ],
    },
  ],
};
