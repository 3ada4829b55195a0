import { asks, type Chapter, file, has, lines, objects, prints, unchanged } from '../../model';

const FLASK = objects('helloflask', 'Deployment/helloflask');
const DEBUG = objects('py-debug');

/** What Flask answers for a path that its program does not know. */
const NOT_FOUND = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>`;

/** A place inside of the cluster to look around from. */
export const debugDeployment: Chapter = {
  workshop: 'TACC',
  title: 'A Debug Deployment',
  profile: 'tacc',
  exercises: [
    {
      id: 'TACC-04',
      title: 'Debug deployment',
      goal: 'You have a shell inside of the private network.',
      nature: 'normal',
      stack: 'py-debug',
      continues: true,
      steps: [
        {
          task: 'Save a Deployment as deployment-python-debug.yml whose only container has Python and curl, and sleeps.',
          writes: { 'deployment-python-debug.yml': DEBUG },
          see: [
            file(
              'deployment-python-debug.yml',
              ...[
                'kind: Deployment',
                'name: py-debug-deployment',
                'app: py-app',
                '- name: py39',
                '- sleep',
                '- "999999999"',
              ],
              'image: python:3.9',
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f deployment-python-debug.yml',
          see: [
            prints('deployment.apps/py-debug-deployment created'),
            has('deployments/py-debug-deployment', { status: { readyReplicas: 1 } }),
          ],
        },
        {
          task: 'Open a shell in its Pod.',
          run: 'kubectl exec -it {{pods app=py-app}} -- /bin/bash',
          original: {
            run: 'kubectl exec -it <pod> -- /bin/bash',
            why: 'The name of the Pod differs from cluster to cluster.',
          },
          course: 'enters',
          terminal: 'debug',
          see: [
            asks(
              'kubectl exec {{pods app=py-app}} -- ps -ef',
              lines(
                'root 1 0 {{count}} {{count}}:{{count}} ? {{time}} sleep 999999999',
                'root {{count}} 0 {{count}} {{count}}:{{count}} ? {{time}} /bin/bash',
              ),
            ),
          ],
          moral: 'The shell is a second process in the container, beside the one that sleeps; it is root there.',
        },
      ],
    },
    {
      id: 'TACC-05',
      title: 'Reach Flask by Pod IP from inside',
      goal: 'The web server answers to somebody inside.',
      nature: 'normal',
      stack: 'py-debug',
      continues: true,
      begin: { running: [FLASK, DEBUG] },
      steps: [
        {
          task: 'From the Pod for debugging ask the web server for its first page.',
          run: 'kubectl exec {{pods app=py-app}} -- curl -s {{pods app=helloflask .status.podIP}}:5000',
          original: {
            run: 'curl 10.244.7.95:5000',
            why: 'It is typed in the shell of the Pod; kubectl exec runs a single command there as well.',
          },
          see: [
            prints(NOT_FOUND),
            unchanged(
              asks(
                "kubectl exec {{pods app=py-app}} -- curl -s -o /dev/null -w '%{http_code}' {{pods app=helloflask .status.podIP}}:5000",
                prints('404'),
              ),
            ),
          ],
          moral: 'This error is a good one: it comes from Flask, whose program has no page there.',
        },
        {
          task: 'Ask for the page that the program has.',
          run: 'kubectl exec {{pods app=py-app}} -- curl -s {{pods app=helloflask .status.podIP}}:5000/hello-service',
          original: { run: 'curl 10.244.7.95:5000/hello-service', why: 'As before.' },
          see: [prints('Hello world')],
        },
      ],
    },
  ],
};
