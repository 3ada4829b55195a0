import { asks, type Chapter, edited, event, fails, file, has, lines, objects, prints, rows } from '../../model';

const VOLUME = objects('kuard-pods/volume');
const FULL = objects('kuard-pods/full');

const running = { status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] } };

/** One volume in two containers, at different places, and a third without it. */
const THREE_CONTAINERS = `apiVersion: v1
kind: Pod
metadata: {name: three}
spec:
  volumes:
    - name: kuard-data
      hostPath: {path: /var/lib/kuard}
  containers:
    - name: first
      image: busybox
      command: [sleep, 1d]
      volumeMounts: [{name: kuard-data, mountPath: /data}]
    - name: second
      image: busybox
      command: [sleep, 1d]
      volumeMounts: [{name: kuard-data, mountPath: /somewhere/else}]
    - name: third
      image: busybox
      command: [sleep, 1d]
`;

/** The example of the chapter: one container fetches what the other one serves. */
const WEB_AND_GIT = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
    - {name: site, emptyDir: {}}
  containers:
    - name: nginx
      image: nginx
      volumeMounts: [{name: site, mountPath: /usr/share/nginx/html}]
    - name: git-sync
      image: busybox
      command: [sh, -c, 'echo commit 1 >/site/index.html; sleep 1d']
      volumeMounts: [{name: site, mountPath: /site}]
`;

/** How long kuard was running before it was ready, by its own status. */
const SECONDS_UNTIL_READY = `read started ready < <(kubectl get pod kuard -o jsonpath='{.status.containerStatuses[0].state.running.startedAt} {.status.conditions[?(@.type=="Ready")].lastTransitionTime}{"\\n"}')
[ $(($(date -d $ready +%s) - $(date -d $started +%s))) -ge 30 ] && echo 30 or more`;

/** Where data can be that outlives a container. */
export const volumes: Chapter = {
  workshop: 'KUAR',
  title: '5. Pods: volumes',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR05-15',
      title: 'hostPath volume',
      goal: 'A file outlives the Pod that has written it.',
      nature: 'normal',
      stack: 'kuard-pods/volume',
      steps: [
        {
          task:
            'Write kuard-pod-vol.yaml: a folder of the node, /var/lib/kuard, becomes the volume kuard-data, which the container ' +
            'sees as /data. Create the Pod. A second Pod shows who sees a volume: three containers, of which two mount it.',
          writes: { 'kuard-pod-vol.yaml': VOLUME, 'three.yaml': THREE_CONTAINERS },
          run: 'kubectl apply -f kuard-pod-vol.yaml -f three.yaml',
          original: {
            run: 'kubectl apply -f kuard-pod-vol.yaml',
            why: 'The second Pod shows what the text only says.',
          },
          see: [
            prints('pod/kuard created\npod/three created'),
            has('pods/kuard', running),
            asks(
              'kubectl describe pod kuard',
              lines(
                'Mounts:',
                '/data from kuard-data (rw)',
                'Volumes:',
                'kuard-data:',
                'Type: HostPath (bare host directory volume)',
                'Path: /var/lib/kuard',
              ),
            ),
            asks(
              'for each in first second third; do kubectl exec three -c $each -- sh -c "ls -d /data /somewhere/else 2>&1"; done',
              fails(1),
              lines('/data', 'ls: /somewhere/else: No such file or directory'),
            ),
          ],
          moral: 'Volumes belong to the Pod; each container mounts those it needs, wherever it likes.',
        },
        {
          task:
            'Write a line, remember me, to /data/note.txt, delete the Pod, create it again on the same node, and look. Docker has made the folder ' +
            'for root; open it to all first, on the node.',
          hand: [
            'workshop cluster ssh minikube -- chmod 777 /var/lib/kuard',
            "kubectl exec kuard -- sh -c 'echo remember me >/data/note.txt'",
            'kubectl delete -f kuard-pod-vol.yaml',
            'kubectl apply -f kuard-pod-vol.yaml',
            'kubectl wait --for=condition=Ready pod/kuard',
          ].join('\n'),
          see: [
            asks('kubectl exec kuard -- cat /data/note.txt', prints('remember me')),
            asks('kubectl exec three -c second -- cat /somewhere/else/note.txt', prints('remember me')),
          ],
          moral:
            'The file is on the disk of that one node: on another one the Pod would not find it. hostPath is for programs that ' +
            'are about the node itself.',
        },
      ],
    },
    {
      id: 'KUAR05-16',
      title: 'emptyDir as exchange and cache',
      goal: 'Two containers share files that live as long as their Pod.',
      nature: 'claim',
      stack: 'kuard-pods/volume',
      steps: [
        {
          task:
            'Run a web server and a container that brings its pages (with git, in the text) in one Pod, with a volume of the ' +
            'kind emptyDir between them. Bring a new commit, end the container of the web server, and see that it finds the ' +
            'pages again: note it in restarted.txt. Then make the Pod anew.',
          writes: { 'web.yaml': WEB_AND_GIT },
          hand: [
            'kubectl apply -f web.yaml',
            'kubectl wait --for=condition=Ready pod/web',
            "kubectl exec web -c git-sync -- sh -c 'echo commit 2 >/site/index.html'",
            'kubectl exec web -c nginx -- kill 1 2>/dev/null',
            'kubectl wait --for=jsonpath=\'{.status.containerStatuses[?(@.name=="nginx")].restartCount}\'=1 pod/web',
            'kubectl wait --for=condition=Ready pod/web',
            'kubectl get pod web >restarted.txt',
            'kubectl exec web -c nginx -- curl -s localhost >>restarted.txt',
            'kubectl exec web -c git-sync -- cat /site/index.html >>restarted.txt',
            'kubectl delete pod web --now && kubectl apply -f web.yaml',
          ].join('\n'),
          see: [
            file('restarted.txt', 'web 2/2 Running 1 ({{age}} ago) {{age}}', 'commit 2', 'commit 2'),
            asks('kubectl get pod web', rows({ NAME: 'web', READY: '2/2', STATUS: 'Running', RESTARTS: '0' })),
            asks('kubectl exec web -c nginx -- curl -s localhost', prints('commit 1')),
          ],
          moral: 'A new container of the same Pod finds the volume as it was; a new Pod begins with an empty one.',
        },
      ],
    },
    {
      id: 'KUAR05-17',
      title: 'The full Pod: NFS volume, resources, probes',
      goal: 'One Pod with everything: data elsewhere, room of its own, and questions after its health.',
      nature: 'normal',
      stack: 'kuard-pods/full',
      steps: [
        {
          task:
            'Write kuard-pod-full.yaml with all of this chapter: /data is the folder /exports of an NFS server, half a core and ' +
            '128Mi are asked for, and both probes are there; readiness is asked for after 30 seconds only. Create it. A twin ' +
            'names a file server that there is not.',
          writes: {
            'kuard-pod-full.yaml': FULL,
            'no-server.yaml': edited(
              FULL,
              ['name: kuard\n', 'name: no-server\n'],
              ['my.nfs.server.local', 'no.nfs.server.local'],
            ),
          },
          run: 'kubectl apply -f kuard-pod-full.yaml -f no-server.yaml',
          see: [
            prints('pod/kuard created\npod/no-server created'),
            has('pods/kuard', {
              spec: { volumes: [{ name: 'kuard-data', nfs: { server: 'my.nfs.server.local', path: '/exports' } }, {}] },
              ...running,
            }),
            asks(
              'kubectl describe pod kuard',
              lines(
                'Limits:',
                'cpu: 1',
                'memory: 256Mi',
                'Requests:',
                'cpu: 500m',
                'memory: 128Mi',
                'Liveness: http-get http://:8080/healthy delay=5s timeout=1s period=10s #success=1 #failure=3',
                'Readiness: http-get http://:8080/ready delay=30s timeout=1s period=10s #success=1 #failure=3',
                '/data from kuard-data (rw)',
                'Type: NFS (an NFS mount that lasts the lifetime of a pod)',
                'Server: my.nfs.server.local',
                'Path: /exports',
                'ReadOnly: false',
                'QoS Class: Burstable',
              ),
            ),
            asks(SECONDS_UNTIL_READY, prints('30 or more')),
            asks(
              'kubectl get pod no-server',
              rows({ NAME: 'no-server', READY: '0/1', STATUS: 'ContainerCreating', RESTARTS: '0' }),
            ),
            event(
              'pods/no-server',
              'Warning',
              'FailedMount',
              [
                'MountVolume.SetUp failed for volume "kuard-data" : mount failed: exit status 32',
                'Mounting command: mount',
                'Mounting arguments: -t nfs no.nfs.server.local:/exports /var/lib/kubelet/pods/{{uid}}/volumes/kubernetes.io~nfs/kuard-data',
                'Output: mount.nfs: Failed to resolve server no.nfs.server.local: Name or service not known\n',
              ].join('\n'),
            ),
          ],
          moral:
            'Data that is on another machine is there on every node. What cannot be mounted is tried again and again, and no ' +
            'container starts before.',
        },
      ],
    },
  ],
};
