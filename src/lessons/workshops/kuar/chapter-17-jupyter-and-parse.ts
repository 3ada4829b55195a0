import { amount, answers, asks, type Chapter, file, has, lines, objects, prints, table, unchanged } from '../../model';

const JUPYTER = objects('jupyter', 'Deployment/jupyter');
const MONGO = objects('kuar-mongo/01-manual');
const WRONG = objects('parse/01-wrong-variable');
const FIXED = objects('parse/02-fixed', 'Deployment/parse-server');
const SERVICE = objects('parse/02-fixed', 'Service/parse-server');

/** What chapter 15 types by hand. */
const REPLICA_SET = [
  `kubectl exec mongo-0 -- mongo --quiet --eval 'rs.initiate({_id:"rs0", members: [{_id:0, host:"mongo-0.mongo:27017"}]})'`,
  `until kubectl exec mongo-0 -- mongo --quiet --eval 'rs.isMaster().ismaster' | grep -q true; do sleep 0.1; done`,
  `kubectl exec mongo-0 -- mongo --quiet --eval 'rs.add("mongo-1.mongo:27017"); rs.add("mongo-2.mongo:27017")'`,
].join('\n');

const SCORES = 'localhost:1337/parse/classes/scores';
const APPLICATION = '"X-Parse-Application-Id: my-app-id"';

const running = (name: string) => ({ NAME: name, READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' });

const MEMBERS = [running('mongo-0'), running('mongo-1'), running('mongo-2')];

/** A notebook, and a backend for mobile applications. */
export const jupyterAndParse: Chapter = {
  workshop: 'KUAR',
  title: '17. Real-world applications: Jupyter and Parse',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR17-01',
      title: 'Jupyter notebook',
      goal: 'A notebook of your own is open in the browser.',
      nature: 'normal',
      stack: 'jupyter',
      steps: [
        {
          task: 'Make a namespace for the notebook, so that it can be removed as a whole.',
          run: 'kubectl create namespace jupyter',
          see: [prints('namespace/jupyter created'), has('namespaces/jupyter', { status: { phase: 'Active' } })],
        },
        {
          task: 'Write jupyter-deployment.yaml, one Pod of jupyter/scipy-notebook in that namespace, and create it.',
          writes: { 'jupyter-deployment.yaml': JUPYTER },
          run: 'kubectl apply -f jupyter-deployment.yaml',
          see: [
            prints('deployment.apps/jupyter created'),
            has(
              'deployments/jupyter',
              { spec: { template: { spec: { containers: [{ image: 'jupyter/scipy-notebook:abdb27a6dfbb' }] } } } },
              'jupyter',
            ),
            asks(
              'kubectl get pods -n jupyter',
              table({
                NAME: 'jupyter-{{hash}}-{{suffix}}',
                READY: '0/1',
                STATUS: 'ContainerCreating',
                RESTARTS: '0',
                AGE: '{{age}}',
              }),
            ),
          ],
        },
        {
          task: 'Look at the Pods of the namespace again and again, until the notebook runs: the image is large.',
          run: 'kubectl get pods -n jupyter',
          original: {
            run: 'watch kubectl get pods -n jupyter',
            why: 'watch repeats the command every two seconds, until Ctrl-C.',
          },
          within: '15m',
          see: [table(running('jupyter-{{hash}}-{{suffix}}'))],
        },
        {
          task: 'The notebook lets nobody in who does not know its token. Keep the name of the Pod, and read the token in its log.',
          run:
            "pod_name=$(kubectl get pods --namespace jupyter --no-headers | awk '{print $1}')\n" +
            'kubectl logs --namespace jupyter ${pod_name}',
          see: [lines('or http://127.0.0.1:8888/?token={{name as TOKEN}}')],
        },
        {
          task: 'Open a tunnel to it.',
          run: 'kubectl port-forward ${pod_name} 8888:8888 -n jupyter',
          course: 'stays',
          see: [
            lines('Forwarding from 127.0.0.1:8888 -> 8888'),
            answers('http://localhost:8888/login', 200, 'Token authentication is enabled'),
          ],
        },
        {
          task: 'Open http://localhost:8888/login?token=... with the token of the log.',
          hand:
            'TOKEN=$(kubectl logs -n jupyter deployment/jupyter | grep -o "token=[0-9a-f]*" | head -n 1)\n' +
            'curl -sL -c cookies.txt "http://localhost:8888/login?$TOKEN" >page.html',
          browse: async (page) => {
            await page.open('http://localhost:8888/login');
            await page.shows('Token authentication is enabled');
          },
          see: [file('page.html', '<title>Home</title>', '<li><a href="/tree/work">work/</a></li>')],
          moral: 'A tunnel is enough for one person. Notebooks are lost with this Pod: it has no volume.',
        },
      ],
    },
    {
      id: 'KUAR17-02',
      title: 'Build an own parse-server image',
      goal: 'You know how the image would come into your registry.',
      nature: 'outside',
      begin: {
        files: { 'parse-server/Dockerfile': 'FROM node:lts-alpine\nCOPY . /parse-server\nWORKDIR /parse-server\n' },
      },
      steps: [
        {
          task: 'Whoever wants an image of their own clones the program, builds it with the Dockerfile that it brings, and pushes it.',
          run: [
            'git clone git@github.com:parse-community/parse-server.git',
            'cd parse-server',
            'docker build -t ${DOCKER_USER}/parse-server .',
            'docker push ${DOCKER_USER}/parse-server',
          ].join('\n'),
          original: {
            run: [
              'git clone git@github.com:parse-community/parse-server.git',
              'cd parse',
              'docker build -t ${DOCKER_USER}/parse-server .',
              'docker push ${DOCKER_USER}/parse-server',
            ].join('\n'),
            why: 'git names the folder after the repository: parse-server.',
          },
          outside:
            'Images are built by Docker and pushed to a registry; the simulator knows the public image parseplatform/parse-server.',
          see: [unchanged(file('parse-server/Dockerfile', 'FROM node:lts-alpine', 'WORKDIR /parse-server'))],
        },
      ],
    },
    {
      id: 'KUAR17-03',
      title: 'parse-server with the wrong variable',
      goal: 'You have found in a log why a container ends again and again.',
      nature: 'negative',
      stack: 'parse/01-wrong-variable',
      begin: { running: [MONGO], commands: REPLICA_SET },
      steps: [
        {
          task: 'parse-server needs an id, a key and a database: the three Pods of mongo. Deploy it as the book has it, with PARSE_SERVER_APP_ID.',
          writes: { 'parse-deployment.yaml': WRONG },
          run: 'kubectl apply -f parse-deployment.yaml',
          see: [
            prints('deployment.apps/parse-server created'),
            has('deployments/parse-server', { spec: { replicas: 1 } }),
          ],
        },
        {
          task: 'List the Pods after some minutes.',
          run: 'kubectl get pods',
          within: '5m',
          see: [
            table(...MEMBERS, {
              NAME: 'parse-server-{{hash}}-{{suffix}}',
              READY: '0/1',
              STATUS: 'CrashLoopBackOff',
              RESTARTS: '3 ({{age}} ago)',
              AGE: '{{age}}',
            }),
          ],
        },
        {
          task: 'Kubernetes only knows that the program ends. What does the program itself say?',
          run: 'kubectl logs {{pods run=parse-server}}',
          original: { run: 'kubectl logs parse-server-555dcf844c-2f8x5', why: 'The names of Pods are made up anew.' },
          // In red.
          see: [lines('\u001b[31mERROR: appId and masterKey are required\u001b[0m')],
          moral: 'A variable that nobody reads is no error. Today the program reads PARSE_SERVER_APPLICATION_ID.',
        },
      ],
    },
    {
      id: 'KUAR17-04',
      title: 'parse-server fixed, with data',
      goal: 'A score that was stored over HTTP is read again.',
      nature: 'normal',
      stack: 'parse/02-fixed',
      continues: true,
      begin: { running: [MONGO, WRONG], commands: REPLICA_SET },
      steps: [
        {
          task: 'Rename the variable to PARSE_SERVER_APPLICATION_ID, apply the manifest again, and give the server a Service.',
          writes: { 'parse-deployment.yaml': FIXED, 'parse-service.yaml': SERVICE },
          hand: 'kubectl apply -f parse-deployment.yaml -f parse-service.yaml',
          see: [
            asks(
              'kubectl get replicasets',
              table(
                { NAME: 'parse-server-{{hash as A}}', DESIRED: '0', CURRENT: '0', READY: '0' },
                { NAME: 'parse-server-{{hash as B}}', DESIRED: '1', CURRENT: '1', READY: '1' },
              ),
            ),
            amount(1, 'pods', 'run=parse-server', { status: { containerStatuses: [{ ready: true }] } }),
            has('services/parse-server', { spec: { ports: [{ port: 1337, targetPort: 1337 }] } }),
          ],
        },
        {
          task: 'List the Pods.',
          run: 'kubectl get pods',
          see: [table(...MEMBERS, running('parse-server-{{hash}}-{{suffix}}'))],
        },
        {
          task: 'List the Services. From where can parse-server be reached?',
          run: 'kubectl get svc',
          see: [
            table(
              { NAME: 'kubernetes', TYPE: 'ClusterIP', 'PORT(S)': '443/TCP' },
              { NAME: 'mongo', TYPE: 'ClusterIP', 'CLUSTER-IP': 'None', 'PORT(S)': '27017/TCP' },
              {
                NAME: 'parse-server',
                TYPE: 'ClusterIP',
                'CLUSTER-IP': '{{services/parse-server .spec.clusterIP}}',
                'EXTERNAL-IP': '<none>',
                'PORT(S)': '1337/TCP',
              },
            ),
          ],
          moral: 'Its address is one of the inside, so that a tunnel is needed.',
        },
        {
          task: 'Open one.',
          run: 'kubectl port-forward {{pods run=parse-server}} 1337:1337',
          original: {
            run: 'kubectl port-forward parse-server-fff856db6-mbt95 1337:1337',
            why: 'The names of Pods are made up anew.',
          },
          course: 'stays',
          see: [
            lines('Forwarding from 127.0.0.1:1337 -> 1337'),
            answers('http://localhost:1337/parse/health', 200, '{"status":"ok"}'),
          ],
        },
        {
          task: 'Store a score, in the name of the application.',
          run: `curl -i -X POST -H ${APPLICATION} -H "Content-Type: application/json" -d '{"score":"1337","player_name":"stephen"}' ${SCORES}`,
          original: {
            run: `http post ${SCORES} X-Parse-Application-Id:my-app-id score=1337 player_name:stephen`,
            why: 'httpie may be missing, curl is everywhere; and to httpie name:value is a header, so that nothing was stored.',
          },
          see: [
            lines('HTTP/1.1 201 Created'),
            lines('X-Powered-By: Express'),
            lines('Access-Control-Allow-Origin: *'),
            lines('Access-Control-Allow-Methods: GET,PUT,POST,DELETE,OPTIONS'),
            lines('Content-Type: application/json; charset=utf-8'),
            lines('Location: http://localhost:1337/parse/classes/scores/{{name as ID}}'),
            lines('{"objectId":"{{name as ID}}","createdAt":"{{time}}"}'),
          ],
        },
        {
          task: 'Ask for all scores.',
          run: `curl -H ${APPLICATION} ${SCORES}`,
          original: { run: `http ${SCORES} X-Parse-Application-Id:my-app-id`, why: 'The same, without httpie.' },
          see: [
            lines(
              '{"results":[{"objectId":"{{$ID}}","score":"1337","player_name":"stephen","createdAt":"{{time}}","updatedAt":"{{time}}"}]}',
            ),
            unchanged(asks(`curl -si -H ${APPLICATION} ${SCORES}`, lines('HTTP/1.1 200 OK'))),
          ],
          moral: 'The server keeps nothing itself: it is as easily replaced as its database is not.',
        },
      ],
    },
  ],
};
