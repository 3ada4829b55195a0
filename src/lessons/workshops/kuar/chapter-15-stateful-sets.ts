import { asks, type Chapter, fails, file, gone, has, lines, objects, prints, table, unchanged } from '../../model';
import { AT_PROMPT } from './at-prompt';

const MANUAL = 'kuar-mongo/01-manual';
const MONGO = objects(MANUAL, 'StatefulSet/mongo');
const SERVICE = objects(MANUAL, 'Service/mongo');

const files = { 'mongo-simple.yaml': MONGO, 'mongo-service.yaml': SERVICE };

const SHELL = 'kubectl exec -it mongo-0 -- mongo';

const typed = (statement: string): string => `bash at-prompt.sh '${SHELL} --quiet' '${statement}' ''`;

const isTyped = 'It is typed in the shell that the first step opens. Here a script brings each line to a new one.';

/** Names and roles of the members, as mongo-0 sees them. */
const members = (...some: readonly string[]) =>
  asks(
    `kubectl exec mongo-0 -c mongodb -- mongo --quiet --eval 'rs.status().members.forEach(m => print(m.name + " " + m.stateStr))'`,
    prints(some.join('\n')),
  );

const running = (index: number) => ({
  NAME: `mongo-${index}`,
  READY: '1/1',
  STATUS: 'Running',
  RESTARTS: '0',
  AGE: '{{age}}',
});

const THREE = table(running(0), running(1), running(2));

const address = (index: number): string => `{{pods/mongo-${index} .status.podIP}}`;

const claim = (index: number) => ({
  NAME: `database-mongo-${index}`,
  STATUS: 'Bound',
  VOLUME: 'pvc-{{uid}}',
  CAPACITY: '1Gi',
});

/** Pods with names and data of their own. */
export const statefulSets: Chapter = {
  workshop: 'KUAR',
  title: '15. Storage: StatefulSets',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR15-11',
      title: 'StatefulSet mongo',
      goal: 'Three Pods with numbers came one after the other.',
      nature: 'normal',
      stack: MANUAL,
      steps: [
        {
          task:
            'Write mongo-simple.yaml, a StatefulSet of three Pods with MongoDB, and create it. A watch in the background keeps ' +
            'what happens in pods.txt.',
          writes: { 'mongo-simple.yaml': MONGO },
          hand: 'kubectl get pods -w >pods.txt &\nsleep 0.3',
          run: 'kubectl apply -f mongo-simple.yaml',
          see: [
            prints('statefulset.apps/mongo created'),
            has('statefulsets/mongo', {
              spec: {
                replicas: 3,
                template: {
                  spec: {
                    containers: [
                      {
                        image: 'mongo:3.4.1',
                        command: ['mongod', '--replSet', 'rs0'],
                        ports: [{ name: 'peer', containerPort: 27017 }],
                      },
                    ],
                  },
                },
              },
              status: { readyReplicas: 3 },
            }),
            file(
              'pods.txt',
              'mongo-0 1/1 Running 0 {{age}}',
              'mongo-1 0/1 Pending 0 {{age}}',
              'mongo-1 1/1 Running 0 {{age}}',
              'mongo-2 0/1 Pending 0 {{age}}',
              'mongo-2 1/1 Running 0 {{age}}',
            ),
          ],
        },
        {
          task: 'List the Pods, after a turn down to one of them and up to three again. Who goes first?',
          hand: [
            'kubectl scale statefulset mongo --replicas=1',
            'kubectl wait --for=delete pod/mongo-1 pod/mongo-2',
            'kubectl scale statefulset mongo --replicas=3',
            'kubectl rollout status statefulset mongo',
          ].join('\n'),
          run: 'kubectl get pods',
          see: [
            THREE,
            file(
              'pods.txt',
              'mongo-2 1/1 Terminating 0 {{age}}',
              'mongo-1 1/1 Terminating 0 {{age}}',
              'mongo-1 1/1 Running 0 {{age}}',
              'mongo-2 1/1 Running 0 {{age}}',
            ),
          ],
          moral:
            'The names stay the same, and each Pod waits for the one before it. The highest number goes first, when the set ' +
            'shrinks or is updated; who deletes the whole set gets no such promise.',
        },
      ],
    },
    {
      id: 'KUAR15-12',
      title: 'Headless Service and Pod names in DNS',
      goal: 'mongo-1.mongo leads to this one Pod.',
      nature: 'normal',
      stack: MANUAL,
      continues: true,
      begin: { running: [MONGO], files },
      steps: [
        {
          task:
            'Nobody wants any one of three members: each must be reached. Write mongo-service.yaml, a Service without an address ' +
            'of its own (clusterIP: None), and create it. Which names are there now?',
          writes: { 'mongo-service.yaml': SERVICE },
          run: 'kubectl apply -f mongo-service.yaml',
          see: [
            prints('service/mongo created'),
            has('services/mongo', {
              spec: { clusterIP: 'None', ports: [{ name: 'peer', port: 27017 }], selector: { app: 'mongo' } },
            }),
            ...[0, 1, 2].map((index) =>
              asks(
                'kubectl exec mongo-0 -- getent ahosts mongo.default.svc.cluster.local',
                lines(`${address(index)} STREAM mongo.default.svc.cluster.local`),
              ),
            ),
            asks(
              'kubectl exec mongo-0 -- getent hosts mongo-2.mongo.default.svc.cluster.local',
              prints(`${address(2)}      mongo-2.mongo.default.svc.cluster.local`),
            ),
            unchanged(asks('kubectl exec mongo-0 -- getent hosts 0.mongo.default.svc.cluster.local', fails(2))),
          ],
          moral:
            'The name of the Service answers with all addresses, and each Pod has a name below it. (With its own name, mongo-0, ' +
            'and not with its number alone, as the notes have it.)',
        },
        {
          task:
            'Send three packets to mongo-1, from a Pod that is removed afterwards. (Who attaches late misses the first lines: ' +
            'another Pod, called ping, does the same, and ping.txt is its whole log.)',
          hand: [
            'kubectl run ping --restart=Never --image=busybox -- ping -c 1 mongo-1.mongo',
            'until kubectl logs ping 2>/dev/null | grep -q transmitted; do sleep 0.1; done',
            'kubectl logs ping >ping.txt',
            'kubectl delete pod ping',
          ].join('\n'),
          run: 'kubectl run -it --rm --restart=Never --image busybox busybox -- ping -c 3 mongo-1.mongo',
          original: {
            run: 'kubectl run -it --rm --image busybox busybox ping mongo-1.mongo',
            why: 'That ping goes on until Ctrl-C, and a Pod that is restarted begins again.',
          },
          see: [
            lines(
              `64 bytes from ${address(1)}: seq=2 ttl=64 time={{count}} ms`,
              '3 packets transmitted, 3 packets received, 0% packet loss',
              'pod "busybox" deleted from default namespace',
            ),
            file('ping.txt', `PING mongo-1.mongo (${address(1)}): 56 data bytes`),
          ],
        },
      ],
    },
    {
      id: 'KUAR15-13',
      title: 'Initiate the replica set by hand',
      goal: 'The three members replicate: mongo-0 leads.',
      nature: 'normal',
      stack: MANUAL,
      continues: true,
      begin: { running: [objects(MANUAL)], files: { ...files, 'at-prompt.sh': AT_PROMPT } },
      steps: [
        {
          task: 'Open the shell of MongoDB on mongo-0, and leave it again.',
          run: `${SHELL} <<<''`,
          original: {
            run: 'kubectl exec -it mongo-0 mongo',
            why: 'kubectl wants -- between the Pod and the command, since 1.31 without exception.',
            fails:
              'error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n' +
              "See 'kubectl exec -h' for help and examples",
            since: 31,
          },
          see: [
            prints(
              'MongoDB shell version v3.4.1\nconnecting to: mongodb://127.0.0.1:27017\nMongoDB server version: 3.4.1',
            ),
          ],
        },
        {
          task: 'Let a replica set rs0 begin with mongo-0 as its only member.',
          run: typed('rs.initiate({_id:"rs0", members: [{_id:0, host:"mongo-0.mongo:27017"}]});'),
          original: { run: 'rs.initiate({_id:"rs0", members: [{_id:0, host:"mongo-0.mongo:27017"}]});', why: isTyped },
          speed: 1,
          see: [lines('{ "ok" : 1 }', 'rs0:OTHER>', 'rs0:PRIMARY> exit'), members('mongo-0.mongo:27017 PRIMARY')],
          moral: 'The name is the stable one from DNS: the address may change with every Pod.',
        },
        {
          task: 'Add mongo-1.',
          run: typed('rs.add("mongo-1.mongo:27017")'),
          original: { run: 'rs.add("mongo-1.mongo:27017")', why: isTyped },
          see: [lines('{ "ok" : 1 }'), members('mongo-0.mongo:27017 PRIMARY', 'mongo-1.mongo:27017 SECONDARY')],
        },
        {
          task: 'Add mongo-2.',
          run: typed('rs.add("mongo-2.mongo:27017")'),
          original: { run: 'rs.add("mongo-2.mongo:27017")', why: isTyped },
          see: [
            lines('{ "ok" : 1 }'),
            members('mongo-0.mongo:27017 PRIMARY', 'mongo-1.mongo:27017 SECONDARY', 'mongo-2.mongo:27017 SECONDARY'),
          ],
          moral: 'Kubernetes has named and started the members; that they are one database is still told by hand.',
        },
      ],
    },
    {
      id: 'KUAR15-14',
      title: 'Initiate the replica set automatically',
      goal: 'Members find each other without anybody who types.',
      nature: 'claim',
      stack: 'kuar-mongo/02-automated',
      steps: [
        {
          task:
            'Deploy the variant whose Pods have a second container: it runs a script from a ConfigMap, which initiates the set on ' +
            'mongo-0, and adds its own member on the others. Ask for the members.',
          writes: { 'mongo.yaml': objects('kuar-mongo/02-automated') },
          hand: 'kubectl apply -f mongo.yaml',
          within: '3m',
          see: [
            has('statefulsets/mongo', {
              spec: { template: { spec: { containers: [{ name: 'mongodb' }, { name: 'init-mongo' }] } } },
              status: { readyReplicas: 3 },
            }),
            members('mongo-0.mongo:27017 PRIMARY', 'mongo-1.mongo:27017 SECONDARY', 'mongo-2.mongo:27017 SECONDARY'),
          ],
          moral: 'What was typed once can be a script; it must bear being run again, because containers are restarted.',
        },
      ],
    },
    {
      id: 'KUAR15-15',
      title: 'Persistent volumes for a StatefulSet',
      goal: 'Every member has a volume of its own, which a new Pod of the same name gets again.',
      nature: 'claim',
      stack: 'kuar-mongo/03-persistent',
      steps: [
        {
          task:
            'Deploy the variant with volumeClaimTemplates. Leave a file in the data of mongo-1, delete that Pod, and look for the ' +
            'file in the next mongo-1. At last delete the set: what stays?',
          writes: { 'mongo.yaml': objects('kuar-mongo/03-persistent') },
          hand: [
            'kubectl apply -f mongo.yaml',
            'kubectl rollout status statefulset mongo',
            'kubectl exec mongo-1 -- sh -c "echo mine >/data/db/mark"',
            'kubectl delete pod mongo-1',
            'kubectl rollout status statefulset mongo',
            'kubectl exec mongo-1 -- cat /data/db/mark >mark.txt',
            'kubectl exec mongo-0 -- ls /data/db >others.txt',
            'kubectl delete statefulset mongo',
          ].join('\n'),
          see: [
            file('mark.txt', 'mine'),
            asks('grep -c mark others.txt', fails(1), prints('0')),
            asks('kubectl get pvc', table(claim(0), claim(1), claim(2))),
            unchanged(gone('statefulsets/mongo')),
            unchanged(gone('pods/mongo-1')),
          ],
          moral:
            'One claim in the template of the Pods would be the same for all. Claims from a template have the number of their Pod, ' +
            'and outlive the set: data is not deleted by accident.',
        },
      ],
    },
    {
      id: 'KUAR15-16',
      title: 'List and delete the StatefulSet',
      goal: 'The set and its Pods are gone.',
      nature: 'normal',
      stack: MANUAL,
      begin: { running: [objects(MANUAL)] },
      steps: [
        {
          task: 'List the StatefulSets by their short name.',
          run: 'kubectl get sts',
          see: [table({ NAME: 'mongo', READY: '3/3', AGE: '{{age}}' })],
        },
        {
          task: 'Delete mongo.',
          run: 'kubectl delete sts mongo',
          see: [
            prints('statefulset.apps "mongo" deleted from default namespace'),
            gone('statefulsets/mongo'),
            gone('pods/mongo-0'),
            unchanged(has('services/mongo')),
          ],
          moral: 'Its Pods belong to it and go with it. The Service does not.',
        },
      ],
    },
  ],
};
