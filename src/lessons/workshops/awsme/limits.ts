import { asks, type Chapter, fails, file, has, lines, prints, unchanged } from '../../model';
import { allFiles, allRunning, files, IMAGE, secret } from './sample-app';

const BEFORE = 'awsme/06-affinity';
const STAGE = 'awsme/07-limits';

const SHELL = 'kubectl exec -i -t backend -- bash';

const OLD_EXEC = {
  run: 'kubectl exec -i -t backend bash',
  why: 'kubectl wants -- between the Pod and the command, since 1.31 without exception.',
  fails:
    'error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n' +
    "See 'kubectl exec -h' for help and examples",
  since: 31,
};

const INSTALL = 'apt-get update && apt-get install -y stress';
const STRESS = 'stress --vm-bytes 1g --vm-keep -m 1';

/** How many processes of stress there are; one that has ended and that nobody asked for stays in the list as a zombie. */
const STRESSING = `kubectl exec backend -c backend -- sh -c 'ps -e -o stat,comm | grep -c "^[RS].*stress"'`;

/** How much memory containers may have. */
export const limits: Chapter = {
  workshop: 'AWSME',
  title: 'Set Pod Limits',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-28',
      title: 'Without limits a container can take the node’s memory',
      goal: 'A program in the backend holds a gigabyte, and nobody minds.',
      nature: 'normal',
      stack: BEFORE,
      begin: { running: [secret, ...allRunning(BEFORE)], files: allFiles(BEFORE) },
      steps: [
        {
          task: 'Open a shell in the container of the backend, in a window of its own.',
          run: SHELL,
          original: OLD_EXEC,
          terminal: 'backend',
          course: 'enters',
          see: [unchanged(asks('kubectl exec backend -c backend -- hostname', prints('backend')))],
        },
        {
          task: 'See how much memory there is: all of the node, whatever the container may use of it.',
          run: 'cat /proc/meminfo',
          terminal: 'backend',
          see: [lines('MemTotal: 3794356 kB', 'MemFree: {{count}} kB', 'MemAvailable: {{count}} kB')],
        },
        {
          task: 'Install stress, a program that uses up what it is told to.',
          run: INSTALL,
          original: {
            run: 'apt-get update && apt-get install stress',
            why: 'With -y apt-get does not ask whether you are sure.',
          },
          terminal: 'backend',
          see: [lines('The following NEW packages will be installed:', 'stress', 'Setting up stress ({{name}}) ...')],
        },
        {
          task: 'Let it take a gigabyte and hold it. With & the shell stays yours.',
          run: `${STRESS} &`,
          original: { run: STRESS, why: 'In the background it can be ended from the same window.' },
          terminal: 'backend',
          see: [asks(STRESSING, prints('2'))],
        },
        {
          task: 'In another window look at the processes of the container.',
          run: 'kubectl exec backend -- top -b -n 1',
          original: {
            run: 'top',
            why: 'In a second shell in the container. Like this top prints its table once and ends.',
          },
          see: [
            lines(
              'Tasks: {{count}} total, {{count}} running, {{count}} sleeping, 0 stopped, 0 zombie',
              'MiB Mem : 3705.4 total, {{count}} free, {{count}} used, {{count}} buff/cache',
              'MiB Swap: 0.0 total, 0.0 free, 0.0 used. {{count}} avail Mem',
              'PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND',
              '{{count}} root 20 0 1052672 1.0g {{count}} R {{count}} 27.6 {{count}}:{{count}} stress',
              '1 root 20 0 {{count}} {{count}} {{count}} R {{count}} {{count}} {{count}}:{{count}} app',
              '{{count}} root 20 0 {{count}} {{count}} {{count}} S {{count}} {{count}} {{count}}:{{count}} bash',
            ),
          ],
        },
        {
          task: 'End stress, and leave the shell.',
          run: 'pkill stress\nexit',
          terminal: 'backend',
          course: 'leaves',
          see: [
            asks(STRESSING, fails(1), prints('0\ncommand terminated with exit code 1')),
            unchanged(has('pods/backend', { status: { containerStatuses: [{ restartCount: 0 }] } })),
          ],
          moral: 'Without a limit a container may use what the node has, and take it from its neighbours.',
        },
      ],
    },
    {
      id: 'AWSME-29',
      title: 'Memory limit kills stress',
      goal: 'The program that wants a gigabyte is ended.',
      nature: 'negative',
      stack: STAGE,
      continues: true,
      begin: { running: [secret, ...allRunning(BEFORE)], files: allFiles(BEFORE) },
      steps: [
        {
          task:
            'In manifests/backend.yaml, give the container backend a request of 600Mi of memory and a limit of 800Mi, beside ' +
            'its image and its command: every container has its own.',
          writes: files.backend(STAGE),
          see: [
            file(
              'manifests/backend.yaml',
              'containers:',
              '- name: backend',
              `image: "${IMAGE}"`,
              'resources:',
              'limits:',
              'memory: "800Mi"',
              'requests:',
              'memory: "600Mi"',
              'initContainers:',
            ),
          ],
        },
        {
          task: 'Replace the backend.',
          run: 'kubectl delete pod backend\nkubectl apply -f manifests/backend.yaml',
          see: [
            prints('pod "backend" deleted from default namespace\npod/backend created'),
            has('pods/backend', {
              spec: { containers: [{ resources: { limits: { memory: '800Mi' }, requests: { memory: '600Mi' } } }] },
              status: { phase: 'Running', qosClass: 'Burstable', containerStatuses: [{ ready: true }] },
            }),
          ],
        },
        {
          task: 'Open a shell in the new container, and look for stress.',
          run: SHELL,
          original: OLD_EXEC,
          terminal: 'backend',
          course: 'enters',
          see: [
            unchanged(
              asks("kubectl exec backend -c backend -- sh -c 'command -v stress || echo missing'", prints('missing')),
            ),
          ],
          moral: 'Files of a container go with it: what was installed by hand has to be installed again.',
        },
        {
          task: 'Install stress again, let it take a gigabyte, and leave the shell.',
          run: `${INSTALL}\n${STRESS}\nexit`,
          original: { run: STRESS, why: 'stress has to be installed again before, and the shell left afterwards.' },
          terminal: 'backend',
          course: 'leaves',
          see: [
            lines('stress: info: [{{count}}] dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd'),
            lines(
              'stress: FAIL: [{{count}}] (415) <-- worker {{count}} got signal 9',
              'stress: WARN: [{{count}}] (417) now reaping child worker processes',
              'stress: FAIL: [{{count}}] (451) failed run completed in {{age}}',
            ),
            unchanged(has('pods/backend', { status: { containerStatuses: [{ restartCount: 0, ready: true }] } })),
          ],
          moral:
            'The kernel ended the process that went over the limit; the application beside it went on. Nodes with cgroups of ' +
            'version 2 end the whole container, unless the kubelet has singleProcessOOMKill.',
        },
      ],
    },
  ],
};

/** A helper container. */
export const sidecar: Chapter = {
  workshop: 'AWSME',
  title: 'Optional Exercises: use sidecar containers',
  profile: 'aws',
  exercises: [
    {
      id: 'AWSME-30',
      title: 'Sidecar in the backend Pod',
      goal: 'A second container reaches the backend as its neighbour.',
      nature: 'bonus',
      stack: 'awsme/08-sidecar-optional',
      continues: true,
      begin: { running: [secret, ...allRunning(STAGE)], files: allFiles(STAGE) },
      steps: [
        {
          task:
            'In manifests/backend.yaml, add a second container to the Pod: multi, of the image busybox, which says something ' +
            'and sleeps then. Replace the backend.',
          writes: files.backend('awsme/08-sidecar-optional'),
          hand: 'kubectl delete pod backend\nkubectl apply -f manifests/backend.yaml',
          see: [
            file(
              'manifests/backend.yaml',
              '- name: multi',
              'command:',
              '- sh',
              '- "-c"',
              '- echo Multi-container example! && sleep 100000',
              'image: busybox',
            ),
            asks('kubectl get pod backend', lines('NAME READY STATUS RESTARTS AGE', 'backend 2/2 Running 0 {{age}}')),
            asks('kubectl logs backend -c multi', prints('Multi-container example!')),
          ],
        },
        {
          task: 'Open a shell in the second container.',
          run: 'kubectl exec -i -t backend -c multi -- /bin/sh',
          original: { ...OLD_EXEC, run: 'kubectl exec -i -t backend -c multi /bin/sh' },
          terminal: 'multi',
          course: 'enters',
          see: [unchanged(asks('kubectl exec backend -c multi -- hostname', prints('backend')))],
        },
        {
          task: 'Ask the backend from there: it is on the same machine, as it were.',
          run: 'wget -qO- localhost:8080\nexit',
          terminal: 'multi',
          course: 'leaves',
          see: [
            lines(
              '{"Id":"","Name":"","Version":"1.0.0","Hostname":"","Zone":"","Project":"","ContainerIP":"",' +
                '"InternalIP":"{{pods/backend .status.podIP}}","ExternalIP":"","LBRequest":"GET / HTTP/1.1\\r\\nHost: ' +
                'localhost:8080\\r\\nUser-Agent: Wget\\r\\nConnection: close\\r\\n\\r\\n",' +
                '"ClientIP":"","Local":true,"Notes":[],"Error":""}',
            ),
          ],
          moral: 'Containers of a Pod share its network: address, ports and localhost.',
        },
      ],
    },
  ],
};
