import { asks, type Chapter, edited, event, fails, file, has, lines, objects, prints, unchanged } from '../../model';

const POD = objects('kuar-config/03-tls', 'Pod/kuard-tls');

/** An image that the registry gives to ann alone. */
const PRIVATE = 'ann/kuard:blue';

const FROM_REGISTRY = edited(objects('kuar-config/04-registry', 'Pod/kuard-tls'), [
  'gcr.io/kuar-demo/kuard-amd64:blue',
  PRIVATE,
]);

/** A certificate of one's own, for the name kuard. */
const CERTIFY = 'openssl req -x509 -newkey rsa:2048 -nodes -keyout kuard.key -out kuard.crt -subj /CN=kuard -days 365';

const CREATE = 'kubectl create secret generic kuard-tls --from-file=kuard.crt --from-file=kuard.key';

/** Whether the Secret holds exactly what is in a file: then there is no difference to tell of. */
const holdsFile = (name: string) =>
  asks(
    `kubectl get secret kuard-tls -o jsonpath='{.data.${name.replace('.', '\\.')}}' | base64 -d | cmp - ${name}`,
    prints(''),
  );

const secretThere = { commands: `${CERTIFY} 2>/dev/null\n${CREATE}` };

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] } };

const PULL_SECRET = 'my-image-pull-secret';

/** What becomes of a pull without a login. */
const DENIED = `Failed to pull image "${PRIVATE}": rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/${PRIVATE}": failed to resolve reference "docker.io/${PRIVATE}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;

/** The certificate that a client of the tunnel is shown, compared with that of the file. */
const SHOWN =
  'openssl s_client -connect localhost:8443 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint | diff - <(openssl x509 -in kuard.crt -noout -fingerprint)';

/** What the server says when imagePullSecrets are added to a Pod that is there: also where the difference is. */
const UNCHANGEABLE = `The Pod "kuard-tls" is invalid: spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`,\`spec.initContainers[*].image\`,\`spec.activeDeadlineSeconds\`,\`spec.tolerations\` (only additions to existing tolerations),\`spec.terminationGracePeriodSeconds\` (allow it to be set to 1 if it was previously negative)
@@ -208,7 +208,11 @@
   "AppArmorProfile": null,
   "SELinuxChangePolicy": null
  },
- "ImagePullSecrets": null,
+ "ImagePullSecrets": [
+  {
+   "Name": "${PULL_SECRET}"
+  }
+ ],
  "Hostname": "",
  "Subdomain": "",
  "SetHostnameAsFQDN": null,
`;

/** What is kept from curious eyes: certificates, keys, and credentials of registries. */
export const secrets: Chapter = {
  workshop: 'KUAR',
  title: '13. Secrets',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR13-04',
      title: 'Secret from files',
      goal: 'The Secret kuard-tls holds a certificate and its key.',
      nature: 'normal',
      stack: 'kuar-config/03-tls',
      continues: true,
      steps: [
        {
          task: 'Get a certificate and a key for kuard: make a pair that nobody else has.',
          run: CERTIFY,
          original: {
            run: [
              'curl -o kuard.crt  https://storage.googleapis.com/kuar-demo/kuard.crt',
              'curl -o kuard.key https://storage.googleapis.com/kuar-demo/kuard.key',
            ].join('\n'),
            why: 'A key that everybody can download protects nothing, and a lesson should do without the network.',
          },
          see: [
            file('kuard.crt', '-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'),
            file('kuard.key', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'),
          ],
        },
        {
          task: 'Make a Secret of the two files.',
          run: CREATE,
          see: [
            prints('secret/kuard-tls created'),
            has('secrets/kuard-tls', { type: 'Opaque' }),
            holdsFile('kuard.crt'),
            holdsFile('kuard.key'),
          ],
          moral:
            'So the image can be given to anybody: what is secret is not in it. The manifests of kuar-config/03-tls have ' +
            'placeholders in its place: with those kuard ends as soon as it starts, and is started again and again.',
        },
        {
          task: 'Describe it.',
          run: 'kubectl describe secrets kuard-tls',
          see: [
            prints(`Name:         kuard-tls
Namespace:    default
Labels:       <none>
Annotations:  <none>

Type:  Opaque

Data
====
kuard.crt:  {{count}} bytes
kuard.key:  {{count}} bytes`),
            unchanged(
              asks(
                'diff <(kubectl describe secret kuard-tls | sed -nE "s/^(kuard.*): +(.*) bytes/\\2 \\1/p") <(wc -c kuard.crt kuard.key | sed -nE "s/^ *(.*kuard)/\\1/p")',
                prints(''),
              ),
            ),
          ],
          moral:
            'describe tells how long the values are and never what they are. Whoever may get the Secret can read them all the ' +
            'same, and so can whoever reads the disk of the API server, unless it encrypts them.',
        },
      ],
    },
    {
      id: 'KUAR13-05',
      title: 'Secret as a volume',
      goal: 'kuard serves HTTPS with the certificate of the Secret.',
      nature: 'normal',
      stack: 'kuar-config/03-tls',
      continues: true,
      begin: { ...secretThere, files: { 'kuard-secret.yaml': POD } },
      steps: [
        {
          task: 'Apply a Pod that mounts the Secret as the folder /tls, where kuard looks for its certificate.',
          run: 'kubectl apply -f kuard-secret.yaml',
          see: [
            prints('pod/kuard-tls created'),
            has('pods/kuard-tls', isReady),
            asks('kubectl exec kuard-tls -- ls /tls', prints('kuard.crt\nkuard.key')),
            asks('kubectl exec kuard-tls -- cat /proc/mounts', lines('tmpfs /tls tmpfs ro,relatime 0 0')),
            asks('kubectl logs kuard-tls', lines('{{time}} Serving HTTPS on :8443')),
          ],
          moral: 'The folder is a piece of memory: the values are never written to a disk of the node.',
        },
        {
          task: 'Open a tunnel to the port for HTTPS.',
          run: 'kubectl port-forward kuard-tls 8443:8443',
          course: 'stays',
          terminal: 'forward',
          see: [lines('Forwarding from 127.0.0.1:8443 -> 8443')],
        },
        {
          task:
            'Open https://localhost:8443/ in a browser. It warns, because nobody it knows has signed the certificate; go on. ' +
            'Without a browser, trust your own certificate by its file, and call the server by the name that is in it.',
          hand: 'curl -sS --cacert kuard.crt --resolve kuard:8443:127.0.0.1 https://kuard:8443/ >page.html',
          see: [
            file('page.html', '<h1>KUAR Demo</h1>'),
            asks(
              'kubectl logs kuard-tls',
              lines('{{time}} Serving HTTPS on :8443', '{{time}} 127.0.0.1:{{port}} GET /'),
            ),
            unchanged(asks(SHOWN, prints(''))),
            // Who does not know the certificate goes no further, and who asks that port without TLS is told so.
            unchanged(asks('curl -s https://localhost:8443/', fails(60))),
            unchanged(
              asks('curl -s http://localhost:8443/', prints('Client sent an HTTP request to an HTTPS server.')),
            ),
          ],
          moral: 'The bytes of the tunnel are those of TLS: only the program in the Pod has the key.',
        },
      ],
    },
    {
      id: 'KUAR13-06',
      title: 'Private registry',
      goal: 'Pods can be given images that not everybody may pull.',
      nature: 'normal',
      stack: 'kuar-config/04-registry',
      continues: true,
      begin: {
        commands: `${secretThere.commands}\nkubectl apply -f kuard-secret.yaml`,
        files: { 'kuard-secret.yaml': POD, 'kuard-registry.yaml': FROM_REGISTRY },
      },
      steps: [
        {
          task: 'Put the credentials for your registry into a Secret of the type that is meant for them.',
          run: `kubectl create secret docker-registry ${PULL_SECRET} --docker-username=ann --docker-password=pass --docker-email=ann@example.com`,
          original: {
            run: `kubectl create secret docker-registry ${PULL_SECRET} --docker-username=<docker-username> --docker-password=<password> --docker-email=<email-address>`,
            why: 'Your own account goes where the brackets are; the shell would take them for files.',
          },
          see: [
            prints(`secret/${PULL_SECRET} created`),
            has(`secrets/${PULL_SECRET}`, { type: 'kubernetes.io/dockerconfigjson' }),
            asks(
              `kubectl get secret ${PULL_SECRET} -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d`,
              prints(
                '{"auths":{"https://index.docker.io/v1/":{"username":"ann","password":"pass","email":"ann@example.com","auth":"YW5uOnBhc3M="}}}',
              ),
            ),
          ],
        },
        {
          task:
            `Make the Pod anew, this time with imagePullSecrets, and of ${PRIVATE}, which the registry gives to ann alone. ` +
            'Make another one of the same image, which shows no credentials.',
          run: `kubectl delete pod kuard-tls --ignore-not-found\nkubectl run curious --image=${PRIVATE}\nkubectl apply -f kuard-registry.yaml`,
          original: {
            run: 'kubectl apply -f kuard-registry.yaml',
            why:
              'The Pod of the exercise before has the same name, and how its image is pulled cannot be changed; its image is ' +
              'one that everybody may pull, so nothing would show what the credentials are for.',
            fails: UNCHANGEABLE,
          },
          see: [
            prints('pod "kuard-tls" deleted from default namespace\npod/curious created\npod/kuard-tls created'),
            has('pods/kuard-tls', { spec: { imagePullSecrets: [{ name: PULL_SECRET }] }, ...isReady }),
            event('pods/curious', 'Warning', 'Failed', DENIED),
            event('pods/curious', 'Warning', 'Failed', 'Error: ErrImagePull'),
            has('pods/curious', {
              status: { phase: 'Pending', containerStatuses: [{ ready: false, restartCount: 0 }] },
            }),
          ],
          moral:
            'kubelet shows the credentials to the registry; the container never sees them. What they have brought to the node ' +
            'is for those alone who show them as well: the other Pod goes on waiting.',
        },
        {
          task: 'Spare every Pod the trouble: give the Secret to the service account that Pods have when they name no other.',
          run: `kubectl patch serviceaccount default -p '{"imagePullSecrets":[{"name":"${PULL_SECRET}"}]}'\nkubectl run other --image=${PRIVATE}`,
          see: [
            prints('serviceaccount/default patched\npod/other created'),
            asks('kubectl describe serviceaccount default', lines(`Image pull secrets: ${PULL_SECRET}`)),
            has('pods/other', { spec: { imagePullSecrets: [{ name: PULL_SECRET }] }, ...isReady }),
            unchanged(asks("kubectl get pod curious -o jsonpath='{.spec.imagePullSecrets}'", prints(''))),
            unchanged(has('pods/curious', { status: { phase: 'Pending' } })),
          ],
          moral: 'It is written into Pods as they are made; those that are there already stay as they are, and wait.',
        },
      ],
    },
  ],
};
