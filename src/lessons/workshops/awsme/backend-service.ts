import {
  asks,
  type Beginning,
  type Chapter,
  fails,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  rows,
  unchanged,
} from '../../model';
import { wiredByAddress } from './first-pods';
import { backendByAddress, endpoints, files, IMMUTABLE, labels, NO_ERROR } from './sample-app';

const STAGE = 'awsme/02-services';

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true }] } };

/** A command with the name of the database in place of an address. */
const byName = {
  spec: {
    containers: [
      {
        command: [
          'app',
          '-mode=backend',
          '-run-migrations',
          '-port=8080',
          '-db-host=db',
          '-db-password=very-secret-password',
        ],
      },
    ],
  },
};

const byAddress = wiredByAddress(STAGE, 'Service/db');

/** The backend still runs with an address in its command, while its manifest has the name already. */
const oldBackendRuns: Beginning = {
  ...byAddress,
  files: {
    ...byAddress.files,
    ...files.dbService(STAGE),
    ...files.backend(STAGE),
    'old/backend.yaml': backendByAddress,
  },
  commands: byAddress.commands?.replace('manifests/backend.yaml', 'old/backend.yaml'),
};

/** Names in place of all addresses. */
export const backendService: Chapter = {
  workshop: 'AWSME',
  title: 'Use Services and Service Discovery: backend and frontend',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-10',
      title: 'A running Pod’s command cannot be changed by apply',
      goal: 'The API server refuses another command for a Pod that runs.',
      nature: 'negative',
      stack: STAGE,
      continues: true,
      begin: wiredByAddress(STAGE, 'Service/db'),
      steps: [
        {
          task:
            'Change two things in manifests/backend.yaml: add the labels app: awsme and role: backend, and replace the ' +
            'address behind -db-host by the name db.',
          writes: files.backend(STAGE),
          see: [file('manifests/backend.yaml', 'app: awsme', 'role: backend', '- "-db-host=db"')],
        },
        {
          task: 'Try to apply it to the Pod that runs.',
          run: 'kubectl apply -f manifests/backend.yaml',
          see: [
            fails(1),
            prints(
              [
                `The Pod "backend" is invalid: ${IMMUTABLE}`,
                '@@ -98,7 +98,7 @@',
                '     "-mode=backend",',
                '     "-run-migrations",',
                '     "-port=8080",',
                '-    "-db-host={{ip}}",',
                '+    "-db-host=db",',
                '     "-db-password=very-secret-password"',
                '    ],',
                '    "Args": null,',
              ].join('\n'),
            ),
            unchanged(
              asks(
                "kubectl get pod backend -o jsonpath='{.spec.containers[0].command[4]} {.metadata.labels}'",
                prints('-db-host={{ip}}'),
              ),
            ),
          ],
          moral:
            'Labels may change, the command of a container may not: it was started with it. The request is refused as a whole.',
        },
      ],
    },
    {
      id: 'AWSME-11',
      title: 'Delete and recreate the backend',
      goal: 'A new backend runs, with the new command.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: oldBackendRuns,
      steps: [
        {
          task: 'Delete the backend. kubectl waits until its program has ended.',
          run: 'kubectl delete pod backend',
          see: [prints('pod "backend" deleted from default namespace'), gone('pods/backend')],
        },
        {
          task: 'Make sure that it is gone: a second Pod of that name cannot be there beside it.',
          run: 'kubectl get pods',
          see: [
            rows(
              { NAME: 'db', READY: '1/1', STATUS: 'Running' },
              { NAME: 'frontend', READY: '1/1', STATUS: 'Running' },
            ),
            unchanged(gone('pods/backend')),
          ],
        },
        {
          task: 'Create it anew, from the changed manifest.',
          run: 'kubectl apply -f manifests/backend.yaml',
          see: [
            prints('pod/backend created'),
            has('pods/backend', { ...labels('backend'), ...byName, ...isReady }),
            asks('kubectl logs backend', lines('{{time}} Operating in backend mode...')),
          ],
          moral: 'Whoever changes a bare Pod replaces it, and lives without it meanwhile. Deployments do this better.',
        },
        {
          task: 'A file says what to delete as well as a name does. Try it.',
          run: 'kubectl delete -f manifests/backend.yaml',
          see: [prints('pod "backend" deleted from default namespace'), gone('pods/backend')],
        },
        {
          task:
            'So does a folder. Bring the backend back with kubectl apply -f manifests/, then delete everything that the ' +
            'folder describes.',
          hand: 'kubectl apply -f manifests/',
          run: 'kubectl delete -f manifests/',
          see: [
            prints(
              [
                'pod "backend" deleted from default namespace',
                'service "db" deleted from default namespace',
                'pod "db" deleted from default namespace',
                'pod "frontend" deleted from default namespace',
              ].join('\n'),
            ),
            gone('pods/db'),
            gone('pods/frontend'),
            gone('services/db'),
          ],
        },
        {
          task:
            'And so does a pattern. Bring everything back once more, delete it by a pattern in quotes, and create it again ' +
            'in the same way.',
          hand: 'kubectl apply -f manifests/',
          run: ['cd manifests', "kubectl delete -f '*.yaml'", "kubectl apply -f '*.yaml'", 'cd ..'].join('\n'),
          original: {
            run: '(cd manifests && kubectl delete -f *.yaml)',
            why: 'Without quotes the shell puts all names in place of the pattern, and kubectl takes only the first for a file.',
            fails:
              'error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
          },
          within: '120s',
          see: [
            prints(
              [
                'pod "backend" deleted from default namespace',
                'service "db" deleted from default namespace',
                'pod "db" deleted from default namespace',
                'pod "frontend" deleted from default namespace',
                'pod/backend created',
                'service/db created',
                'pod/db created',
                'pod/frontend created',
              ].join('\n'),
            ),
            ...['db', 'backend', 'frontend'].map((pod) => has(`pods/${pod}`, isReady)),
          ],
        },
      ],
    },
    {
      id: 'AWSME-12',
      title: 'Service backend',
      goal: 'The name backend leads to the backend.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: {
        running: [
          objects(STAGE, 'Service/db', 'Pod/db'),
          objects(STAGE, 'Pod/backend'),
          objects('awsme/01-pods', 'Pod/frontend'),
        ],
        files: { ...files.db(STAGE), ...files.dbService(STAGE), ...files.backend(STAGE) },
      },
      steps: [
        {
          task:
            'Describe a Service for the backend in manifests/backend-svc.yaml: port 8080 under the name http, for the Pods ' +
            'with its two labels.',
          writes: files.backendService(STAGE),
          see: [
            file(
              'manifests/backend-svc.yaml',
              'kind: Service',
              'name: backend',
              '- name: http',
              'port: 8080',
              'targetPort: 8080',
              'app: awsme',
              'role: backend',
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f manifests/backend-svc.yaml',
          see: [
            prints('service/backend created'),
            has('services/backend', {
              spec: {
                type: 'ClusterIP',
                ports: [{ name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP' }],
                selector: { role: 'backend', app: 'awsme' },
              },
            }),
            endpoints('backend', '{{pods/backend .status.podIP}}:8080'),
          ],
          moral: 'Without a type a Service is a ClusterIP: for the inside of the cluster.',
        },
      ],
    },
    {
      id: 'AWSME-13',
      title: 'Frontend by Service name',
      goal: 'The application works, and nothing in it knows an address any more.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: {
        running: [
          objects(STAGE, 'Service/db', 'Pod/db'),
          objects(STAGE, 'Service/backend', 'Pod/backend'),
          objects('awsme/01-pods', 'Pod/frontend'),
        ],
        files: {
          ...files.db(STAGE),
          ...files.dbService(STAGE),
          ...files.backend(STAGE),
          ...files.backendService(STAGE),
        },
      },
      steps: [
        {
          task: 'In manifests/frontend.yaml, let the frontend look for http://backend:8080.',
          writes: files.frontend(STAGE),
          see: [file('manifests/frontend.yaml', '- "-mode=frontend"', '- "-backend-service=http://backend:8080"')],
        },
        {
          task: 'Replace the frontend: its command changes too.',
          run: 'kubectl delete pod frontend\nkubectl apply -f manifests/frontend.yaml',
          see: [
            prints('pod "frontend" deleted from default namespace\npod/frontend created'),
            has('pods/frontend', {
              spec: {
                containers: [
                  { command: ['app', '-mode=frontend', '-backend-service=http://backend:8080', '-port=80'] },
                ],
              },
              ...isReady,
            }),
          ],
        },
        {
          task: 'Ask for the page on a node. The frontend finds the backend through one Service, and that the database through another.',
          run: 'workshop cluster ssh {{nodes}} -- curl -s {{pods/frontend .status.podIP}}',
          original: {
            run: 'curl <frontend-ip>',
            why: 'Typed in a shell on a node: this carries the one command there.',
          },
          see: [lines('<title>Sample app</title>', NO_ERROR)],
        },
      ],
    },
  ],
};
