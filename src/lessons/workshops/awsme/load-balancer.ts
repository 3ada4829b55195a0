import { asks, type Chapter, file, has, lines, objects, prints, rows, table, unchanged } from '../../model';
import { allFiles, allRunning, files, pageWorks } from './sample-app';

const STAGE = 'awsme/03-loadbalancer';

/** Everything but the label of the frontend. */
const namesWork = [
  objects('awsme/02-services', 'Service/db', 'Pod/db'),
  objects('awsme/02-services', 'Service/backend', 'Pod/backend'),
  objects('awsme/02-services', 'Pod/frontend'),
];

/** The application in a browser. */
export const loadBalancer: Chapter = {
  workshop: 'AWSME',
  title: 'Use LoadBalancer Services',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-14',
      title: 'LoadBalancer Service before the label exists',
      goal: 'A Service for the world leads to the frontend, as soon as the Pod has the labels that it looks for.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: {
        running: namesWork,
        files: {
          ...files.db(STAGE),
          ...files.dbService(STAGE),
          ...files.backend(STAGE),
          ...files.backendService(STAGE),
          ...files.frontend('awsme/02-services'),
        },
      },
      steps: [
        {
          task:
            'Describe the Service frontend in manifests/frontend-svc.yaml: of the type LoadBalancer, port 80, for the Pods ' +
            'with the labels app: awsme and role: frontend.',
          writes: files.frontendService(STAGE),
          see: [
            file(
              'manifests/frontend-svc.yaml',
              'kind: Service',
              'name: frontend',
              '- name: http',
              'port: 80',
              'targetPort: 80',
              'app: awsme',
              'role: frontend',
              'type: LoadBalancer',
            ),
          ],
        },
        {
          task: 'Create it. The cloud begins to build a load balancer; but no Pod has those labels yet.',
          run: 'kubectl apply -f manifests/frontend-svc.yaml',
          see: [
            prints('service/frontend created'),
            asks(
              'kubectl get svc frontend',
              table({
                NAME: 'frontend',
                TYPE: 'LoadBalancer',
                'CLUSTER-IP': '{{ip}}',
                'EXTERNAL-IP': '<pending>',
                'PORT(S)': '80:{{port}}/TCP',
              }),
            ),
            asks('kubectl get endpoints frontend', rows({ NAME: 'frontend', ENDPOINTS: '<none>' })),
          ],
        },
        {
          task: 'Add the two labels to manifests/frontend.yaml, and apply it.',
          writes: files.frontend(STAGE),
          hand: 'kubectl apply -f manifests/frontend.yaml',
          see: [
            file('manifests/frontend.yaml', 'labels:', 'app: awsme', 'role: frontend'),
            has('pods/frontend', {
              metadata: { labels: { app: 'awsme', role: 'frontend' } },
              status: { phase: 'Running', containerStatuses: [{ restartCount: 0 }] },
            }),
            asks(
              'kubectl get endpoints frontend',
              rows({ NAME: 'frontend', ENDPOINTS: '{{pods/frontend .status.podIP}}:80' }),
            ),
          ],
          moral:
            'A Service without Pods is nothing wrong: it waits. Labels bring both together, in whatever order they come.',
        },
      ],
    },
    {
      id: 'AWSME-15',
      title: 'Wait for the external address and open the app',
      goal: 'The application is open in a browser, at an address of the cloud.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: {
        running: allRunning(STAGE).slice(0, 2),
        files: allFiles(STAGE),
        commands: 'kubectl apply -f manifests/frontend.yaml -f manifests/frontend-svc.yaml',
        wait: '5s',
      },
      steps: [
        {
          task: 'List all Services. Only the one of the frontend is meant for the outside.',
          run: 'kubectl get services',
          see: [
            table(
              {
                NAME: 'backend',
                TYPE: 'ClusterIP',
                'CLUSTER-IP': '{{ip}}',
                'EXTERNAL-IP': '<none>',
                'PORT(S)': '8080/TCP',
              },
              { NAME: 'db', TYPE: 'ClusterIP', 'CLUSTER-IP': '{{ip}}', 'EXTERNAL-IP': '<none>', 'PORT(S)': '3306/TCP' },
              { NAME: 'frontend', TYPE: 'LoadBalancer', 'CLUSTER-IP': '{{ip}}', 'PORT(S)': '80:{{port}}/TCP' },
              { NAME: 'kubernetes', TYPE: 'ClusterIP' },
            ),
          ],
        },
        {
          task: 'Ask for the external address, again and again: it takes some minutes until the load balancer is there.',
          run: 'kubectl get svc -o wide frontend',
          advance: '150s',
          see: [
            table({
              NAME: 'frontend',
              TYPE: 'LoadBalancer',
              'CLUSTER-IP': '{{ip}}',
              'EXTERNAL-IP': '{{name as Balancer}}.us-east-1.elb.amazonaws.com',
              'PORT(S)': '80:{{port}}/TCP',
              AGE: '{{age}}',
              SELECTOR: 'app=awsme,role=frontend',
            }),
          ],
        },
        {
          task:
            'Open the application in a browser; here that address is {{url svc/frontend}}. Write a note and see that it is ' +
            'kept: it went through all three Pods.',
          browse: async (page) => {
            await page.open('{{url svc/frontend}}');
            await page.shows('Sample app');
            await page.fill('#note', 'All three are there');
            await page.click('Add');
            await page.shows('All three are there');
          },
          see: [unchanged(pageWorks)],
        },
        {
          task:
            'In the console of the cloud, find the load balancer under its name. Here the console is a list of everything ' +
            'that is reached from outside.',
          run: 'workshop urls',
          see: [
            lines(
              'load balancer default/frontend {{url svc/frontend}} for {{$Balancer}}.us-east-1.elb.amazonaws.com:80',
            ),
          ],
          moral:
            'The cluster asks the cloud for the load balancer, and the cloud sends what comes to a port of every node.',
        },
      ],
    },
  ],
};
