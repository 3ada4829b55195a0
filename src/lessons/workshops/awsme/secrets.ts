import { type Beginning, type Chapter, fails, file, has, lines, objects, prints, unchanged } from '../../model';
import { allFiles, allRunning, files, IMMUTABLE, pageShowsError1049, pageWorks, secret } from './sample-app';

const BEFORE = 'awsme/03-loadbalancer';
const STAGE = 'awsme/04-secrets';

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true }] } };

/** The variable of a container that comes from the Secret. */
const PASSWORD = { name: 'MYSQL_ROOT_PASSWORD', valueFrom: { secretKeyRef: { name: 'mysql', key: 'password' } } };

/** Everything with the password from the Secret. */
const secretUsed: Beginning = { running: [secret, ...allRunning(STAGE)], files: allFiles(STAGE) };

/** What the API server says of a Pod in a request for several. */
const refused = (pod: string): string =>
  `for: "manifests/${pod}.yaml": error when patching "manifests/${pod}.yaml": Pod "${pod}" is invalid: ${IMMUTABLE}`;

/** The reference to the Secret in the difference that the API server prints. */
const ADDED = ['+      "SecretKeyRef": {', '+       "Name": "mysql",', '+       "Key": "password",'];

/** The backend with its port from the ConfigMap. */
const portFromConfig = objects('awsme/04b-configmap-bonus', 'Pod/backend');

/** What is no business of manifests. */
export const secrets: Chapter = {
  workshop: 'AWSME',
  title: 'Use Secrets and ConfigMaps to Externalize Application Credentials and Configuration',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-16',
      title: 'Secret with the database password',
      goal: 'The password of the database is in a Secret.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: { running: allRunning(BEFORE), files: allFiles(BEFORE) },
      steps: [
        {
          task: 'Keep the password of the database in a Secret of its own: mysql, with the key password.',
          run: 'kubectl create secret generic mysql --from-literal=password=root',
          see: [
            prints('secret/mysql created'),
            // The bytes of "root" in base64: that is no encryption.
            has('secrets/mysql', { type: 'Opaque', data: { password: 'cm9vdA==' } }),
          ],
          moral: 'Manifests can be shown to everybody now; who may read the Secret is decided for it alone.',
        },
      ],
    },
    {
      id: 'AWSME-17',
      title: 'Environment and command cannot be applied to running Pods',
      goal: 'Apply is refused for both Pods that should use the Secret.',
      nature: 'negative',
      stack: STAGE,
      continues: true,
      begin: { running: [secret, ...allRunning(BEFORE)], files: allFiles(BEFORE) },
      steps: [
        {
          task:
            'In manifests/db.yaml and manifests/backend.yaml, take MYSQL_ROOT_PASSWORD from the Secret. In the backend let a ' +
            'shell start the application, with $MYSQL_ROOT_PASSWORD in its command: Kubernetes starts programs without one, ' +
            'and then nobody would put the value in.',
          writes: { ...files.db(STAGE), ...files.backend(STAGE) },
          see: [
            ...['manifests/db.yaml', 'manifests/backend.yaml'].map((path) =>
              file(path, '- name: MYSQL_ROOT_PASSWORD', 'valueFrom:', 'secretKeyRef:', 'name: mysql', 'key: password'),
            ),
            file(
              'manifests/backend.yaml',
              'command:',
              '- sh',
              '- "-c"',
              '- app -mode=backend -run-migrations -port=8080 -db-host=db -db-password=$MYSQL_ROOT_PASSWORD',
            ),
          ],
        },
        {
          task: 'Try to apply both.',
          run: 'kubectl apply -f manifests/db.yaml -f manifests/backend.yaml',
          see: [
            fails(1),
            lines(
              'Error from server (Invalid): error when applying patch:',
              'Name: "db", Namespace: "default"',
              refused('db'),
              '- "Value": "very-secret-password",',
              ...ADDED,
              'Error from server (Invalid): error when applying patch:',
              'Name: "backend", Namespace: "default"',
              refused('backend'),
              '- "app",',
              '- "-db-password=very-secret-password"',
              '+ "sh",',
              '+ "-c",',
              '+ "app -mode=backend -run-migrations -port=8080 -db-host=db -db-password=$MYSQL_ROOT_PASSWORD"',
              ...ADDED,
            ),
            unchanged(
              has('pods/db', {
                spec: { containers: [{ env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'very-secret-password' }] }] },
                ...isReady,
              }),
            ),
          ],
          moral: 'A program gets its variables as it starts. To change them, a Pod has to be replaced.',
        },
      ],
    },
    {
      id: 'AWSME-18',
      title: 'Redeploy database first, then backend',
      goal: 'The application works with the password of the Secret.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: { running: [secret, ...allRunning(BEFORE)], files: allFiles(STAGE) },
      steps: [
        {
          task: 'Delete both Pods, and create the database before the backend, which makes its tables there.',
          run: [
            'kubectl delete pod db backend',
            'kubectl apply -f manifests/db.yaml',
            'kubectl apply -f manifests/backend.yaml',
          ].join('\n'),
          see: [
            prints(
              [
                'pod "db" deleted from default namespace',
                'pod "backend" deleted from default namespace',
                'pod/db created',
                'pod/backend created',
              ].join('\n'),
            ),
            has('pods/db', { spec: { containers: [{ env: [PASSWORD] }] }, ...isReady }),
            has('pods/backend', { spec: { containers: [{ env: [PASSWORD] }] }, ...isReady }),
          ],
        },
        {
          task: 'Reload the page, {{url svc/frontend}}.',
          hand: 'curl -s {{url svc/frontend}} >/dev/null',
          see: [unchanged(pageWorks)],
          moral: 'The frontend was not touched: it finds the new backend under the old name.',
        },
      ],
    },
    {
      id: 'AWSME-19',
      title: 'Wrong order: database replaced after the backend',
      goal: 'The page complains of a database that is not there.',
      nature: 'negative',
      stack: STAGE,
      continues: true,
      begin: secretUsed,
      steps: [
        {
          task: 'Replace the database once more, but leave the backend as it is. Then reload the page, {{url svc/frontend}}.',
          run: 'kubectl delete pod db && kubectl apply -f manifests/db.yaml',
          see: [
            prints('pod "db" deleted from default namespace\npod/db created'),
            unchanged(has('pods/db', isReady)),
            pageShowsError1049,
          ],
          moral: 'What the backend had made was in the old Pod. It makes it only as it starts.',
        },
      ],
    },
    {
      id: 'AWSME-20',
      title: 'Backend port from a ConfigMap',
      goal: 'The port of the backend is in a ConfigMap.',
      nature: 'bonus',
      stack: 'awsme/04b-configmap-bonus',
      continues: true,
      begin: secretUsed,
      steps: [
        {
          task: 'Keep the port of the backend in a ConfigMap: backend-config, with the key backend_port.',
          run: 'kubectl create configmap backend-config --from-literal=backend_port=8080',
          see: [
            prints('configmap/backend-config created'),
            has('configmaps/backend-config', { data: { backend_port: '8080' } }),
          ],
        },
        {
          task:
            'In manifests/backend.yaml, take the variable BACKEND_PORT from the ConfigMap, and write $BACKEND_PORT behind ' +
            '-port. Replace the backend, and reload the page, {{url svc/frontend}}.',
          writes: { 'manifests/backend.yaml': portFromConfig },
          hand: 'kubectl delete pod backend\nkubectl apply -f manifests/backend.yaml',
          see: [
            file(
              'manifests/backend.yaml',
              '- name: BACKEND_PORT',
              'valueFrom:',
              'configMapKeyRef:',
              'name: backend-config',
              'key: backend_port',
            ),
            has('pods/backend', {
              spec: {
                containers: [
                  {
                    command: [
                      'sh',
                      '-c',
                      'app -mode=backend -run-migrations -port=$BACKEND_PORT -db-host=db -db-password=$MYSQL_ROOT_PASSWORD',
                    ],
                  },
                ],
              },
              ...isReady,
            }),
            unchanged(pageWorks),
          ],
          moral: 'ConfigMaps are used as Secrets are. They hold what everybody may know.',
        },
      ],
    },
  ],
};
