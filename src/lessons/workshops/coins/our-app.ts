import {
  amount,
  answers,
  asks,
  type Chapter,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  rows,
  unchanged,
} from '../../model';

const COMPOSE = 'dockercoins/stacks/dockercoins.yml';

/** The parts that the Compose file of the text shows. */
const composeFile = `version: "3"
services:
  rng:
    build: dockercoins/rng
    image: \${USERNAME}/rng:\${TAG-latest}
    deploy:
      mode: global
  redis:
    image: redis
  worker:
    build: dockercoins/worker
    image: \${USERNAME}/worker:\${TAG-latest}
    deploy:
      replicas: 10
`;

const NO_DOCKER =
  'Images are built and pushed by Docker, with an account; the registry of the simulator holds them already.';

/** The worker does not find redis; it says so, and tries again. */
const TROUBLE = [
  'ERROR:__main__:In work loop:',
  'Traceback (most recent call last):',
  'redis.exceptions.ConnectionError: Error -2 connecting to redis:6379. Name or service not known.',
  'ERROR:__main__:Waiting 10s and restarting.',
];

/** One Pod that stands behind a Service. */
const stands = (service: string, port: number) =>
  amount(1, 'endpointslices', `kubernetes.io/service-name=${service}`, {
    ports: [{ port }],
    endpoints: [{ conditions: { ready: true } }],
  });

/** The miner of imaginary coins: images, Deployments, and what was forgotten. */
export const ourApp: Chapter = {
  workshop: 'COINS',
  title: 'Our app on Kube',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-09',
      title: 'Build and push the images with Compose',
      goal: 'The images of the application are in a registry, named after your account.',
      nature: 'outside',
      begin: { files: { [COMPOSE]: composeFile } },
      steps: [
        {
          task: 'Keep the name of your account in a variable: it is part of the name of each image. Ours is dockercoins.',
          run: 'export USERNAME=dockercoins\necho $USERNAME',
          original: {
            run: 'export USERNAME=YourUserName',
            why: 'The registry of the simulator has the images of this account.',
          },
          see: [prints('dockercoins')],
        },
        {
          task: 'Make sure that you are in the folder of the application.',
          run: 'cd dockercoins\npwd | sed "s|.*/||"\ncd ..',
          original: {
            run: 'pwd',
            why: 'Where the folder of a lesson is differs from machine to machine; its name does not.',
          },
          see: [prints('dockercoins')],
        },
        {
          task: 'Log in to Docker Hub, the registry of images whose names begin with an account.',
          run: 'docker login',
          outside: NO_DOCKER,
          see: [
            unchanged(file(COMPOSE, 'image: ${USERNAME}/rng:${TAG-latest}', 'image: ${USERNAME}/worker:${TAG-latest}')),
          ],
        },
        {
          task: 'Any other registry is named when you log in, and its images begin with its name. Official ones have no account.',
          run: 'docker login $REGISTRYPATH',
          outside: NO_DOCKER,
          see: [unchanged(file(COMPOSE, 'image: redis'))],
        },
        {
          task: 'Build all images of the Compose file and push them; without TAG they are tagged latest.',
          run: 'cd ~/dockercoins/stacks\ndocker-compose -f dockercoins.yml build\ndocker-compose -f dockercoins.yml push',
          outside: NO_DOCKER,
          see: [
            unchanged(
              file(
                COMPOSE,
                'build: dockercoins/rng',
                'image: ${USERNAME}/rng:${TAG-latest}',
                'mode: global',
                'build: dockercoins/worker',
                'image: ${USERNAME}/worker:${TAG-latest}',
                'replicas: 10',
              ),
            ),
          ],
          moral:
            'Compose says per service how often it runs: rng once on every machine, the worker ten times. Kubernetes will say ' +
            'the same with a DaemonSet and a Deployment. Services of Compose are programs, those of Kubernetes are addresses.',
        },
      ],
    },
    {
      id: 'COINS-10',
      title: 'Deploy redis and the four services',
      goal: 'Five Deployments run, with one Pod each.',
      nature: 'normal',
      stack: 'dockercoins/01-deployments',
      continues: true,
      begin: { commands: 'export USERNAME=dockercoins' },
      steps: [
        {
          task: 'Deploy redis, from its official image.',
          run: 'kubectl create deployment redis --image=redis',
          original: {
            run: 'kubectl run redis --image=redis',
            why: 'Since 1.18 kubectl run makes a Pod that nobody replaces. The Deployment labels its Pods app=redis, not run=redis.',
          },
          see: [
            prints('deployment.apps/redis created'),
            has('deployments/redis', {
              metadata: { labels: { app: 'redis' } },
              spec: { replicas: 1, selector: { matchLabels: { app: 'redis' } } },
            }),
          ],
        },
        {
          task: 'Deploy the four programs of the application, each from the image that bears its name.',
          run: 'for SERVICE in hasher rng webui worker; do\n  kubectl create deployment $SERVICE --image=$USERNAME/$SERVICE\ndone',
          original: {
            run: 'for SERVICE in hasher rng webui worker; do\n  kubectl run $SERVICE --image=$USERNAME/$SERVICE -l app=$SERVICE\ndone',
            why: 'kubectl run makes Pods only; kubectl create deployment sets the label app=NAME by itself.',
          },
          speed: 2,
          see: [
            prints(
              'deployment.apps/hasher created\ndeployment.apps/rng created\ndeployment.apps/webui created\ndeployment.apps/worker created',
            ),
            ...['hasher', 'rng', 'webui', 'worker'].map((name) =>
              has(`deployments/${name}`, {
                metadata: { labels: { app: name } },
                spec: { replicas: 1, template: { spec: { containers: [{ image: `dockercoins/${name}` }] } } },
              }),
            ),
          ],
        },
        {
          task: 'Watch until all five are available.',
          run: 'kubectl get deploy -w',
          course: 'watches',
          see: [
            rows(
              ...['hasher', 'redis', 'rng', 'webui', 'worker'].map((NAME) => ({
                NAME,
                READY: '1/1',
                'UP-TO-DATE': '1',
                AVAILABLE: '1',
              })),
            ),
          ],
        },
      ],
    },
    {
      id: 'COINS-11',
      title: 'Forgot to expose',
      goal: 'You know from its log why the worker does not work.',
      nature: 'negative',
      stack: 'dockercoins/01-deployments',
      continues: true,
      begin: { running: [objects('dockercoins/01-deployments')] },
      steps: [
        {
          task: 'Look whether rng is fine.',
          run: 'kubectl logs deploy/rng',
          see: [prints(' * Running on http://0.0.0.0:80/ (Press CTRL+C to quit)')],
        },
        {
          task: 'Look whether the worker is fine, too.',
          run: 'kubectl logs deploy/worker',
          see: [
            lines(...TROUBLE),
            unchanged(
              amount(1, 'pods', 'app=worker', {
                status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] },
              }),
            ),
            unchanged(amount(1, 'services')),
          ],
          moral:
            'Names are known only once a Service bears them, and nothing was exposed. To Kubernetes the worker looks healthy: ' +
            'the program catches its error and tries again, so its container is never restarted.',
        },
      ],
    },
    {
      id: 'COINS-12',
      title: 'Expose redis, rng and hasher',
      goal: 'The worker recovers by itself as soon as it finds the three others.',
      nature: 'normal',
      stack: 'dockercoins/02-services',
      continues: true,
      begin: { running: [objects('dockercoins/01-deployments')] },
      steps: [
        {
          task: 'Three programs must be found by others: expose each at the port on which it listens.',
          run: 'kubectl expose deployment redis --port 6379\nkubectl expose deployment rng --port 80\nkubectl expose deployment hasher --port 80',
          see: [
            prints('service/redis exposed\nservice/rng exposed\nservice/hasher exposed'),
            ...['redis', 'rng', 'hasher'].map((name) => has(`services/${name}`, { spec: { type: 'ClusterIP' } })),
            stands('redis', 6379),
            stands('rng', 80),
            stands('hasher', 80),
            unchanged(gone('services/worker')),
          ],
        },
        {
          task: 'Follow the log of the worker: ten seconds after its last error it tries again.',
          run: 'kubectl logs deploy/worker --follow',
          course: 'watches',
          see: [
            lines(
              ...TROUBLE,
              'INFO:__main__:0 units of work done, updating hash counter',
              'INFO:__main__:4 units of work done, updating hash counter',
              'INFO:__main__:Coin found: 0{{hash}}...',
              'INFO:__main__:4 units of work done, updating hash counter',
            ),
          ],
          moral:
            'Nothing had to be started in the right order, and nothing was restarted: a program that tries again finds what ' +
            'comes later. The worker itself needs no Service, because nobody asks it for anything.',
        },
      ],
    },
    {
      id: 'COINS-13',
      title: 'NodePort for the web UI',
      goal: 'The web UI answers at port 30001 of every node.',
      nature: 'normal',
      stack: 'dockercoins/02-services',
      continues: true,
      begin: {
        running: [
          objects(
            'dockercoins/02-services',
            ...['hasher', 'redis', 'rng', 'webui', 'worker'].map((name) => `Deployment/${name}`),
          ),
          objects('dockercoins/02-services', 'Service/hasher', 'Service/redis', 'Service/rng'),
        ],
      },
      steps: [
        {
          task: 'Make a Service for the web UI that every node answers for, at port 30001.',
          run: 'kubectl create service nodeport webui --tcp=80 --node-port=30001',
          see: [
            prints('service/webui created'),
            has('services/webui', {
              spec: {
                type: 'NodePort',
                selector: { app: 'webui' },
                ports: [{ name: '80', port: 80, targetPort: 80, nodePort: 30001 }],
              },
            }),
            stands('webui', 80),
          ],
          moral:
            'The selector app=webui is made of the name of the Service; it fits only because the Pods are labelled so.',
        },
        {
          task: 'Check the ports of all Services.',
          run: 'kubectl get svc',
          see: [
            rows(
              { NAME: 'hasher', TYPE: 'ClusterIP', 'PORT(S)': '80/TCP' },
              { NAME: 'redis', TYPE: 'ClusterIP', 'PORT(S)': '6379/TCP' },
              { NAME: 'rng', TYPE: 'ClusterIP', 'PORT(S)': '80/TCP' },
              { NAME: 'webui', TYPE: 'NodePort', 'EXTERNAL-IP': '<none>', 'PORT(S)': '80:30001/TCP' },
            ),
          ],
        },
        {
          task: 'Open the page at port 30001 of any node; here that is {{url svc/webui}}. The graph shows hashes per second.',
          browse: async (page) => {
            await page.open('{{url svc/webui}}');
            await page.shows('DockerCoin Miner WebUI');
            await page.shows(/Hashes per second\s+[34]\.\d/);
          },
          speed: 8,
          see: [
            unchanged(answers('{{url svc/webui}}index.html', 200, '<title>DockerCoin Miner WebUI</title>')),
            unchanged(
              asks(
                'workshop cluster outside -- \'for node in 11 12 13; do curl -s http://172.31.0.$node:30001/index.html | grep "<title>"; done\'',
                prints(Array.from({ length: 3 }, () => '    <title>DockerCoin Miner WebUI</title>').join('\n')),
              ),
            ),
          ],
          moral:
            'One worker makes three to four hashes a second, which is as many as on a single machine without a cluster.',
        },
      ],
    },
  ],
};
