import { asks, type Chapter, fails, gone, has, lines, objects, prints, rows, unchanged } from '../../model';

const ROLE = objects('kuar-rbac', 'Role/pod-and-services');
const BINDING = objects('kuar-rbac', 'RoleBinding/pods-and-services');
const BOTH = objects('kuar-rbac', 'Role/pod-and-services', 'RoleBinding/pods-and-services');

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

const FOR_PEOPLE = ['admin', 'cluster-admin', 'edit', 'view'];

/** The mark of roles that the server keeps up to date. */
const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

/** A role that nothing here needs. */
const MONITORING = 'system:monitoring';
const WITHOUT_RULES = `kubectl patch clusterrole ${MONITORING} --type merge -p '{"rules":[]}'`;

const RESTARTED = 'the API server was restarted: watches and connections through it have ended';

const CAN_I = 'kubectl auth can-i';

const READS_METRICS = `${CAN_I} get /metrics --as joe --as-group ${MONITORING}`;

const no = [fails(1), prints('no')];

const SERVER = "SERVER=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')";

/** Asks a path of the API without credentials for the status of its answer. */
const statusOf = (path: string, how = ''): string =>
  `${SERVER}; curl -sk ${how} -o /dev/null -w '%{http_code}' $SERVER${path}`;

/** Whom the API server knows, and what it lets him do. */
export const rbac: Chapter = {
  workshop: 'KUAR',
  title: '14. RBAC',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR14-01',
      title: 'Role and RoleBinding',
      goal: 'alice, and everybody in the group mydevs, may work with the Pods and Services of one namespace.',
      nature: 'normal',
      stack: 'kuar-rbac',
      begin: {
        files: { 'pod-and-services-role.yaml': ROLE, 'pods-and-services-rolebinding.yaml': BINDING },
      },
      steps: [
        {
          task:
            'A Role lists what may be done to which resources, a RoleBinding gives it to somebody. Read the two files, and ' +
            'apply them.',
          run: 'kubectl apply -f pod-and-services-role.yaml -f pods-and-services-rolebinding.yaml',
          see: [
            prints(
              'role.rbac.authorization.k8s.io/pod-and-services created\n' +
                'rolebinding.rbac.authorization.k8s.io/pods-and-services created',
            ),
            has('roles/pod-and-services', {
              rules: [{ apiGroups: [''], resources: ['pods', 'services'], verbs: VERBS }],
            }),
            has('rolebindings/pods-and-services', {
              subjects: [
                { kind: 'User', name: 'alice' },
                { kind: 'Group', name: 'mydevs' },
              ],
              roleRef: { kind: 'Role', name: 'pod-and-services' },
            }),
          ],
          moral:
            'Kubernetes keeps no list of users: alice is whoever a certificate, a token or a provider of identities says is ' +
            'alice.',
        },
        {
          task: 'Ask what alice may do, and bob, whom only his group helps: as the administrator you may pretend to be anybody.',
          run: [
            'kubectl auth can-i create pods --as alice',
            'kubectl auth can-i create pods --as alice -n kube-system',
            'kubectl auth can-i create deployments --as alice',
            'kubectl auth can-i list services --as bob --as-group mydevs',
          ].join('\n'),
          see: [
            prints('yes\nno\nno\nyes'),
            unchanged(
              asks(
                'kubectl get deployments --as alice',
                fails(1),
                prints(
                  'Error from server (Forbidden): deployments.apps is forbidden: User "alice" cannot list resource "deployments" in API group "apps" in the namespace "default"',
                ),
              ),
            ),
            unchanged(asks('kubectl get services --as alice', rows({ NAME: 'kubernetes', TYPE: 'ClusterIP' }))),
            unchanged(
              asks(
                'kubectl get pods --as alice -n kube-system',
                fails(1),
                prints(
                  'Error from server (Forbidden): pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "kube-system"',
                ),
              ),
            ),
            unchanged(asks('kubectl auth can-i list services --as bob', ...no)),
          ],
          moral: 'What no role allows is forbidden; a Role allows it in its own namespace and nowhere else.',
        },
      ],
    },
    {
      id: 'KUAR14-02',
      title: 'Built-in cluster roles',
      goal: 'You know the four roles that are meant for people.',
      nature: 'normal',
      stack: 'kuar-rbac',
      continues: true,
      steps: [
        {
          task: 'List the roles that every cluster has, and look for those whose names do not begin with system.',
          run: 'kubectl get clusterroles',
          see: [
            rows(
              ...[...FOR_PEOPLE, 'system:basic-user', 'system:discovery', 'system:node'].map((NAME) => ({
                NAME,
                'CREATED AT': '{{time}}',
              })),
            ),
            unchanged(
              asks(
                'kubectl get clusterroles -o name | grep -v system:',
                prints(FOR_PEOPLE.map((name) => `clusterrole.rbac.authorization.k8s.io/${name}`).join('\n')),
              ),
            ),
            unchanged(asks(`${CAN_I} delete nodes --as joe --as-group system:masters`, lines('yes'))),
          ],
          moral:
            'Most of them belong to the parts of Kubernetes itself. For people there are cluster-admin, who may do everything ' +
            'everywhere, and three that are given in a namespace: admin has all of it, edit changes what runs there, view ' +
            'only looks.',
        },
      ],
    },
    {
      id: 'KUAR14-03',
      title: 'Changes to built-in roles are transient',
      goal: 'You have seen the server restore one of its roles, and leave it alone when it is told to.',
      nature: 'claim',
      stack: 'kuar-rbac',
      continues: true,
      begin: {
        commands: `kubectl annotate clusterrole view ${MONITORING} ${AUTOUPDATE}=true --overwrite\nworkshop cluster restart apiserver`,
      },
      steps: [
        {
          task: `Take all rules away from ${MONITORING}, a role that the API server has made: nobody may read /metrics by it.`,
          isOurs: true,
          run: WITHOUT_RULES,
          see: [prints(`clusterrole.rbac.authorization.k8s.io/${MONITORING} patched`), asks(READS_METRICS, ...no)],
        },
        {
          task: 'Restart the API server: whenever it starts, it puts back what is missing in its own roles.',
          isOurs: true,
          run: 'workshop cluster restart apiserver',
          see: [prints(RESTARTED), asks(READS_METRICS, prints('yes'))],
          moral:
            'Such a change lasts until the next upgrade. What somebody has added to a built-in role stays, by the way.',
        },
        {
          task: 'A mark of the role says whether that is wanted. Set that of the role view to false.',
          run: `kubectl annotate clusterrole view ${AUTOUPDATE}=false --overwrite`,
          original: {
            run: `kubectl annotate clusterrole view ${AUTOUPDATE}=False`,
            why: 'The mark is there already, so a new value must be allowed to take its place; and the server knows false.',
            fails: `error: --overwrite is false but found the following declared annotation(s): '${AUTOUPDATE}' already has a value (true)`,
          },
          see: [
            prints('clusterrole.rbac.authorization.k8s.io/view annotated'),
            has('clusterroles/view', { metadata: { annotations: { [AUTOUPDATE]: 'false' } } }),
            unchanged(has('clusterroles/edit', { metadata: { annotations: { [AUTOUPDATE]: 'true' } } })),
          ],
        },
        {
          task: `Do the same to ${MONITORING}, take its rules away again, and restart the server.`,
          isOurs: true,
          run: [
            `kubectl annotate clusterrole ${MONITORING} ${AUTOUPDATE}=false --overwrite`,
            WITHOUT_RULES,
            'workshop cluster restart apiserver',
          ].join('\n'),
          see: [
            prints(
              `clusterrole.rbac.authorization.k8s.io/${MONITORING} annotated\n` +
                `clusterrole.rbac.authorization.k8s.io/${MONITORING} patched\n${RESTARTED}`,
            ),
            asks(READS_METRICS, ...no),
          ],
          moral:
            'This role is your own business now, in every upgrade. Better than changing a built-in role is a role of your own.',
        },
      ],
    },
    {
      id: 'KUAR14-04',
      title: 'Unauthenticated discovery',
      goal: 'You have seen what the API tells to strangers.',
      nature: 'claim',
      stack: 'kuar-rbac',
      continues: true,
      steps: [
        {
          task: 'Ask the API server without any credentials for its version, and then for all Pods.',
          run: [SERVER, 'curl -sk $SERVER/version', 'curl -sk $SERVER/api/v1/pods'].join('\n'),
          see: [
            lines(
              '"major": "1",',
              '"kind": "Status",',
              '"status": "Failure",',
              '"message": "pods is forbidden: User \\"system:anonymous\\" cannot list resource \\"pods\\" in API group \\"\\" at the cluster scope",',
              '"reason": "Forbidden",',
              '"code": 403',
            ),
            unchanged(asks(statusOf('/version'), prints('200'))),
            unchanged(asks(statusOf('/healthz'), prints('200'))),
            unchanged(asks(statusOf('/api'), prints('403'))),
            unchanged(asks(statusOf('/version', "-H 'Authorization: Bearer wrong'"), prints('401'))),
            unchanged(
              has('clusterrolebindings/system:public-info-viewer', {
                subjects: [
                  { kind: 'Group', name: 'system:authenticated' },
                  { kind: 'Group', name: 'system:unauthenticated' },
                ],
              }),
            ),
          ],
          moral:
            'Who shows nothing is somebody too: the user system:anonymous, in the group system:unauthenticated, to which a ' +
            'few harmless paths are open.',
        },
        {
          task: 'Start the API server so that it knows no strangers, and ask again.',
          isOurs: true,
          run: 'workshop cluster restart apiserver --anonymous-auth=false',
          see: [
            prints(RESTARTED),
            asks(statusOf('/version'), prints('401')),
            asks(statusOf('/healthz'), prints('401')),
            unchanged(asks('kubectl get --raw /version', lines('"major": "1",'))),
          ],
          moral:
            'Strangers are turned away at once, with 401, as somebody with a wrong token is. Probes of the server need a token then.',
        },
        {
          task: 'Start it as it was.',
          isOurs: true,
          run: 'workshop cluster restart apiserver --anonymous-auth=true',
          see: [prints(RESTARTED), asks(statusOf('/version'), prints('200'))],
        },
      ],
    },
    {
      id: 'KUAR14-05',
      title: 'can-i',
      goal: 'You can find out what you may do without doing it.',
      nature: 'normal',
      stack: 'kuar-rbac',
      continues: true,
      begin: { running: [BOTH] },
      steps: [
        {
          task: 'Ask whether you may create Pods.',
          run: `${CAN_I} create pods`,
          see: [prints('yes'), unchanged(asks(`${CAN_I} create pods --as nobody`, ...no))],
          moral: 'The exit code says the same as the word: 0 for yes, 1 for no. So scripts can ask, too.',
        },
        {
          task: 'Ask for a part of a resource: may you read the logs of Pods?',
          run: `${CAN_I} get pods --subresource=log`,
          original: {
            run: `${CAN_I} get pods --subresource=logs`,
            why: 'It is called log; the question is answered for any word, and an administrator may do anything.',
          },
          see: [
            prints('yes'),
            unchanged(asks(`${CAN_I} get pods --as alice`, prints('yes'))),
            unchanged(asks(`${CAN_I} get pods --subresource=log --as alice`, ...no)),
          ],
          moral: 'alice may get Pods, but not their logs: a role must name pods/log for that.',
        },
      ],
    },
    {
      id: 'KUAR14-06',
      title: 'Reconcile RBAC from files',
      goal: 'Roles and bindings are again what the file says.',
      nature: 'normal',
      stack: 'kuar-rbac',
      continues: true,
      begin: { running: [BOTH], files: { 'some-rbac-config.yaml': BOTH } },
      steps: [
        {
          task:
            'Somebody takes the group mydevs out of the binding, with kubectl patch. Put it back from the file that is kept ' +
            'under version control.',
          hand: `kubectl patch rolebinding pods-and-services --type=json -p '[{"op":"remove","path":"/subjects/1"}]'`,
          run: 'kubectl auth reconcile -f some-rbac-config.yaml',
          see: [
            prints(
              [
                'role.rbac.authorization.k8s.io/pod-and-services reconciled',
                'rolebinding.rbac.authorization.k8s.io/pods-and-services reconciled',
                '\treconciliation required update',
                '\tmissing subjects added:',
                '\t\t{Kind:Group APIGroup:rbac.authorization.k8s.io Name:mydevs Namespace:}',
              ].join('\n'),
            ),
            unchanged(asks(`${CAN_I} list services --as bob --as-group mydevs`, prints('yes'))),
          ],
          moral: 'It says only what was missing: the Role was as it should be.',
        },
        {
          task: 'Delete the Role, and look what would be done about it, without doing it.',
          hand: 'kubectl delete role pod-and-services',
          run: 'kubectl auth reconcile -f some-rbac-config.yaml --dry-run=client',
          original: {
            run: 'kubectl auth reconcile -f some-rbac-config.yaml --dry-run',
            why: 'kubectl wants to know where the dry run ends; without that it warns.',
          },
          see: [
            prints(
              [
                'role.rbac.authorization.k8s.io/pod-and-services reconciled (dry run)',
                '\treconciliation required create',
                '\tmissing rules added:',
                '\t\t{Verbs:[create delete get list patch update watch] APIGroups:[] Resources:[pods services] ResourceNames:[] NonResourceURLs:[]}',
                'rolebinding.rbac.authorization.k8s.io/pods-and-services reconciled (dry run)',
              ].join('\n'),
            ),
            gone('roles/pod-and-services'),
          ],
        },
      ],
    },
    {
      id: 'KUAR14-07',
      title: 'Aggregated cluster roles',
      goal: 'A role has grown without being changed.',
      nature: 'claim',
      stack: 'kuar-rbac',
      continues: true,
      begin: {
        files: {
          'aggregated-clusterrole.yaml': objects('kuar-rbac', 'ClusterRole/monitoring'),
          'aggregated-clusterrole-part.yaml': objects('kuar-rbac', 'ClusterRole/monitoring-pods'),
        },
      },
      steps: [
        {
          task:
            'ClusterRole monitoring has no rules, only a selector of labels. Apply it, and a part that carries the label; ' +
            'then look at what monitoring has become.',
          hand: 'kubectl apply -f aggregated-clusterrole.yaml\nkubectl apply -f aggregated-clusterrole-part.yaml',
          run: 'kubectl get clusterrole monitoring -o yaml',
          see: [
            lines(
              'aggregationRule:',
              'clusterRoleSelectors:',
              '- matchLabels:',
              'rbac.example.com/aggregate-to-monitoring: "true"',
              'name: monitoring',
              'rules:',
              '- apiGroups:',
              '- ""',
              'resources:',
              '- pods',
              '- services',
              '- endpoints',
              'verbs:',
              '- get',
              '- list',
              '- watch',
            ),
            has('clusterroles/monitoring', {
              rules: [{ resources: ['pods', 'services', 'endpoints'], verbs: ['get', 'list', 'watch'] }],
            }),
            unchanged(
              has('clusterroles/view', {
                aggregationRule: {
                  clusterRoleSelectors: [{ matchLabels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } }],
                },
              }),
            ),
          ],
          moral:
            'A controller copies the rules of all roles with the label. admin, edit and view are made so: who adds a resource ' +
            'to the API adds a labelled role, and they cover it.',
        },
      ],
    },
  ],
};
