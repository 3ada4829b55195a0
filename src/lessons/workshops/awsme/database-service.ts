import { asks, type Chapter, file, has, lines, prints, table, unchanged } from '../../model';
import { wiredByAddress } from './first-pods';
import { endpoints, files, labels, pageSays } from './sample-app';

const STAGE = 'awsme/02-services';

const UID = 'kubectl get pod db -o jsonpath=\'{.metadata.uid}{"\\n"}\'';

/** A name in place of an address. */
export const databaseService: Chapter = {
  workshop: 'AWSME',
  title: 'Use Services and Service Discovery: the database',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-07',
      title: 'Pod IPs change',
      goal: 'A new database has another address, and the backend does not find it.',
      nature: 'claim',
      stack: 'awsme/01-pods',
      continues: true,
      begin: wiredByAddress('awsme/01-pods'),
      steps: [
        {
          task:
            'Replace the database by a new one of the same manifest, as a failure of its node would make you do, and look up ' +
            'the new address.',
          run: [
            'kubectl delete pod db',
            'kubectl apply -f manifests/db.yaml',
            'kubectl wait --for=condition=Ready pod/db',
            'kubectl describe pod db | grep IP',
          ].join('\n'),
          see: [
            prints(
              [
                'pod "db" deleted from default namespace',
                'pod/db created',
                'pod/db condition met',
                'IP:               {{ip as New}}',
                'IPs:',
                '  IP:  {{ip as New}}',
              ].join('\n'),
            ),
            asks(
              'case "{{pods/backend .spec.containers[0].command[4]}}" in -db-host={{pods/db .status.podIP}}) echo same;; *) echo another;; esac',
              prints('another'),
            ),
            pageSays('<p id="error" class="problem">dial tcp {{ip}}:3306: connect: no route to host</p>'),
          ],
          moral:
            'An address belongs to one Pod and goes with it. What is wired by address breaks with every replacement.',
        },
      ],
    },
    {
      id: 'AWSME-08',
      title: 'Label the running db Pod',
      goal: 'The database bears two labels, and was not restarted for them.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: wiredByAddress('awsme/01-pods'),
      steps: [
        {
          task: 'A Service finds its Pods by labels. Give the database two in manifests/db.yaml: app: awsme and role: db.',
          writes: files.db(STAGE),
          see: [file('manifests/db.yaml', 'metadata:', 'name: db', 'labels:', 'app: awsme', 'role: db', 'spec:')],
        },
        {
          task: 'Apply the manifest again. The uid before and after tells whether it is still the same Pod.',
          run: [UID, 'kubectl apply -f manifests/db.yaml', UID].join('\n'),
          original: {
            run: 'kubectl apply -f manifests/db.yaml',
            why: 'Nothing else shows that the Pod was not replaced.',
          },
          see: [
            prints('{{uid as Pod}}\npod/db configured\n{{uid as Pod}}'),
            has('pods/db', labels('db')),
            unchanged(has('pods/db', { status: { phase: 'Running', containerStatuses: [{ restartCount: 0 }] } })),
          ],
        },
        {
          task: 'Look at the labels, and at what the Pod says of restarts.',
          run: 'kubectl get pod db --show-labels',
          see: [
            table({
              NAME: 'db',
              READY: '1/1',
              STATUS: 'Running',
              RESTARTS: '0',
              AGE: '{{age}}',
              LABELS: 'app=awsme,role=db',
            }),
          ],
          moral: 'Labels of a Pod may change while it runs: programs do not see them.',
        },
      ],
    },
    {
      id: 'AWSME-09',
      title: 'Service db',
      goal: 'The name db leads to the database, whatever its address is.',
      nature: 'normal',
      stack: STAGE,
      continues: true,
      begin: wiredByAddress(STAGE),
      steps: [
        {
          task: 'Describe a Service in manifests/db-svc.yaml: port 3306, for the Pods with the two labels.',
          writes: files.dbService(STAGE),
          see: [
            file(
              'manifests/db-svc.yaml',
              'kind: Service',
              'name: db',
              '- port: 3306',
              'selector:',
              'app: awsme',
              'role: db',
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f manifests/db-svc.yaml',
          see: [
            prints('service/db created'),
            has('services/db', { spec: { type: 'ClusterIP', ports: [{ port: 3306, targetPort: 3306 }] } }),
            endpoints('db', '{{pods/db .status.podIP}}:3306'),
            asks(
              'kubectl exec backend -- getent hosts db',
              lines('{{services/db .spec.clusterIP}} db.default.svc.cluster.local'),
            ),
          ],
          moral:
            'The Service has an address that stays, and the cluster’s DNS a name for it. Its endpoints follow the labels.',
        },
      ],
    },
  ],
};
