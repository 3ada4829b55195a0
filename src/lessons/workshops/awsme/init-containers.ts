import { asks, type Chapter, file, has, lines, prints, unchanged } from '../../model';
import { watching } from '../watching';
import { allFiles, allRunning, files, IMAGE, pageShowsError1049, pageWorks, secret } from './sample-app';

const SECRETS = 'awsme/04-secrets';
const NO_MIGRATIONS = 'awsme/05a-no-migrations';
const INIT = 'awsme/05b-init-container';

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true }] } };

/** The databases of the server in the Pod db. */
const SHOW_DATABASES = 'kubectl exec db -- sh -c \'mysql -N -p$MYSQL_ROOT_PASSWORD -e "show databases" 2>/dev/null\'';

const COMMAND = 'app -mode=backend -port=8080 -db-host=db -db-password=$MYSQL_ROOT_PASSWORD';

/** Who makes the tables. */
export const initContainers: Chapter = {
  workshop: 'AWSME',
  title: 'Use Sidecars and Init Containers',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-21',
      title: 'Backend without migrations, old database',
      goal: 'A backend that makes no tables works, as long as the old ones are there.',
      nature: 'normal',
      stack: NO_MIGRATIONS,
      continues: true,
      begin: { running: [secret, ...allRunning(SECRETS)], files: allFiles(SECRETS) },
      steps: [
        {
          task: 'Take -run-migrations out of the command in manifests/backend.yaml: from now on the backend only serves.',
          writes: files.backend(NO_MIGRATIONS),
          see: [file('manifests/backend.yaml', '- sh', '- "-c"', `- ${COMMAND}`)],
        },
        {
          task: 'Replace the backend, and reload the page, {{url svc/frontend}}.',
          run: 'kubectl delete pod backend\nkubectl apply -f manifests/backend.yaml',
          see: [
            prints('pod "backend" deleted from default namespace\npod/backend created'),
            has('pods/backend', { spec: { containers: [{ command: ['sh', '-c', COMMAND] }] }, ...isReady }),
            unchanged(asks(SHOW_DATABASES, lines('sample_app'))),
            unchanged(pageWorks),
          ],
          moral: 'Nothing is missing yet: the backend before this one has left its tables in the database.',
        },
      ],
    },
    {
      id: 'AWSME-22',
      title: 'Fresh database without migrations',
      goal: 'With a new database the page shows error 1049 of MySQL.',
      nature: 'negative',
      stack: NO_MIGRATIONS,
      continues: true,
      begin: {
        running: [secret, ...allRunning(SECRETS)],
        files: allFiles(NO_MIGRATIONS),
        commands: 'kubectl replace --force -f manifests/backend.yaml',
      },
      steps: [
        {
          task: 'Replace the database by a new one. Its files were in the old Pod: it begins empty.',
          run: 'kubectl delete pod db\nkubectl apply -f manifests/db.yaml',
          see: [
            prints('pod "db" deleted from default namespace\npod/db created'),
            unchanged(has('pods/db', isReady)),
            asks(SHOW_DATABASES, prints('information_schema\nmysql\nperformance_schema')),
          ],
        },
        {
          task: 'Open the application, {{url svc/frontend}}.',
          hand: 'curl -s {{url svc/frontend}} >/dev/null',
          see: [unchanged(pageShowsError1049), unchanged(has('pods/backend', isReady))],
          moral:
            'Every Pod runs, and yet nothing works: Kubernetes sees programs, not what they need. Restarting the backend would ' +
            'not help either.',
        },
      ],
    },
    {
      id: 'AWSME-23',
      title: 'Init container runs the migrations',
      goal: 'Whenever a backend starts, its tables are there.',
      nature: 'normal',
      stack: INIT,
      continues: true,
      begin: {
        running: [secret, ...allRunning(SECRETS)],
        files: allFiles(NO_MIGRATIONS),
        commands: 'kubectl replace --force -f manifests/backend.yaml\nkubectl replace --force -f manifests/db.yaml',
      },
      steps: [
        {
          task:
            'Append an init container to manifests/backend.yaml, beside containers: init-db, of the same image, which runs ' +
            'the migrations and ends.',
          writes: files.backend(INIT),
          see: [
            file(
              'manifests/backend.yaml',
              'spec:',
              'containers:',
              'initContainers:',
              '- name: init-db',
              'command:',
              '- sh',
              '- "-c"',
              '- app -run-migrations -port=8080 -db-host=db -db-password=$MYSQL_ROOT_PASSWORD',
              '- name: MYSQL_ROOT_PASSWORD',
              'name: mysql',
              'key: password',
              `image: "${IMAGE}"`,
            ),
          ],
        },
        {
          task:
            'Let kubectl get pods --watch-only note in a file what becomes of the Pods, in another window. Then replace the ' +
            'backend, and reload the page, {{url svc/frontend}}.',
          hand: watching('pods', 'watch.txt'),
          run: 'kubectl delete pod backend\nkubectl apply -f manifests/backend.yaml',
          see: [
            prints('pod "backend" deleted from default namespace\npod/backend created'),
            unchanged(
              file(
                'watch.txt',
                'backend 0/1 Pending 0 {{age}}',
                'backend 0/1 Init:0/1 0 {{age}}',
                'backend 0/1 PodInitializing 0 {{age}}',
                'backend 1/1 Running 0 {{age}}',
              ),
            ),
            has('pods/backend', {
              status: {
                initContainerStatuses: [
                  { name: 'init-db', state: { terminated: { reason: 'Completed', exitCode: 0 } } },
                ],
                containerStatuses: [{ ready: true }],
              },
            }),
            pageWorks,
          ],
          moral:
            'Init containers run one after the other, to their end, before the others start: the place to prepare things.',
        },
      ],
    },
  ],
};
