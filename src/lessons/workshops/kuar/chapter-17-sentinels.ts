import { asks, type Chapter, event, fails, file, has, lines, objects, prints, table, unchanged } from '../../model';
import { redisFiles } from './redis-files';

const GIVEN = 'redis-sentinel/as-given';
const FIXED = 'redis-sentinel/fixed';

const redis = (pod: string, words: string): string => `kubectl exec ${pod} -c redis -- redis-cli -p 6379 ${words}`;

/** What redis-cli shows to people. */
const atTerminal = (pod: string, words: string, shown: string) =>
  unchanged(
    asks(
      `script -qec '${redis(pod, words).replace('exec', 'exec -it')}' /dev/null </dev/null | tr -d '\\r'`,
      prints(shown),
    ),
  );

/** Sentinels, which are to choose another master when the first one is lost, and first must run themselves. */
export const sentinels: Chapter = {
  workshop: 'KUAR',
  title: '17. Real-world applications: sentinels of Redis',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR17-10',
      title: 'Sentinel cannot resolve the master',
      goal: 'You have read in a log why the sentinel ends.',
      nature: 'negative',
      stack: GIVEN,
      continues: true,
      begin: { running: [objects(GIVEN)], files: redisFiles, wait: '1s' },
      steps: [
        {
          task: 'A Pod with two containers has two logs. Read that of Redis on redis-0.',
          run: 'kubectl logs redis-0 -c redis',
          original: {
            run: 'kubectl logs redis-0 redis',
            why: 'The container as a word of its own still works; -c says what it is.',
          },
          see: [
            lines(
              '{{count}}:M {{count}} {{name}} {{time}} * The server is now ready to accept connections on port 6379',
            ),
            unchanged(
              asks(
                'kubectl logs redis-0 redis | grep -o "The server is now ready.*"',
                prints('The server is now ready to accept connections on port 6379'),
              ),
            ),
          ],
        },
        {
          task: 'Read that of the sentinel.',
          run: 'kubectl logs redis-0 -c sentinel',
          original: { run: 'kubectl logs redis-0 sentinel', why: 'The same.' },
          see: [
            lines(
              "cp: can't stat '/redis-config-src/*.*': No such file or directory",
              "ping: bad address 'redis-0.redis'",
              'Waiting for server',
              'PING redis-0.redis ({{pods/redis-0 .status.podIP}}): 56 data bytes',
              '{{count}}:X {{count}} {{name}} {{time}} # Sentinel config file /redis-config/sentinel.conf is not writable: ' +
                'Read-only file system. Exiting...',
            ),
            unchanged(
              event(
                'pods/redis-0',
                'Warning',
                'BackOff',
                'Back-off restarting failed container sentinel in pod redis-0_default({{pods/redis-0 .metadata.uid}})',
              ),
            ),
            // What a sentinel says that is started while no Pod is ready.
            unchanged(
              asks(
                'kubectl exec redis-0 -c redis -- redis-sentinel /redis-config/sentinel.conf',
                fails(1),
                lines(
                  '*** FATAL CONFIG FILE ERROR ***',
                  'Reading the configuration file, at line 4',
                  ">>> 'sentinel monitor redis redis-0.redis 6379 2'",
                  "Can't resolve master instance hostname.",
                ),
              ),
            ),
          ],
          hint: 'redis-sentinel /redis-config/sentinel.conf can also be typed in the other container.',
          moral:
            'Two faults hide each other. As long as the sentinel is down its Pod is not ready, and redis-0.redis is no name: the ' +
            'configuration is refused. Once it is one, the sentinel wants to write to a ConfigMap, which is read-only.',
        },
      ],
    },
    {
      id: 'KUAR17-11',
      title: 'Read and write through the replicas',
      goal: 'A value that was written to the master is read from a copy.',
      nature: 'normal',
      stack: FIXED,
      continues: true,
      begin: {
        running: [objects(GIVEN)],
        files: { ...redisFiles, 'fixed/redis.yaml': objects(FIXED, 'StatefulSet/redis') },
        wait: '30s',
      },
      steps: [
        {
          task:
            'Which sentinel on redis-2 believes whom to lead? On this set nobody answers at its port. Replace the set by ' +
            'fixed/redis.yaml, which gives the sentinels a copy of their configuration that they can write, and ask again.',
          hand: [
            'kubectl exec redis-2 -c redis -- redis-cli -p 26379 ping >refused.txt 2>&1',
            'kubectl delete statefulset redis --cascade=orphan',
            'kubectl delete pods -l app=redis --now',
            'kubectl apply -f fixed/redis.yaml',
            'kubectl rollout status statefulset redis',
            'until kubectl exec redis-2 -c redis -- redis-cli -p 26379 ping | grep PONG; do sleep 0.1; done',
          ].join('\n'),
          run: 'kubectl exec redis-2 -c redis -- redis-cli -p 26379 sentinel get-master-addr-by-name redis',
          original: {
            run: 'kubectl exec redis-2 -c redis -- redis-cli -p 26379',
            why: 'In the text the sentinel does not run. Here it does, and is asked something.',
          },
          speed: 60,
          see: [
            file('refused.txt', 'Could not connect to Redis at 127.0.0.1:26379: Connection refused'),
            prints('{{pods/redis-0 .status.podIP}}\n6379'),
          ],
        },
        {
          task: 'Get foo from redis-2.',
          run: redis('redis-2', 'get foo'),
          see: [unchanged(prints('')), atTerminal('redis-2', 'get foo', '(nil)')],
          hint: 'At a terminal (exec -it) redis-cli writes (nil) for what is not there, and an empty line elsewhere.',
        },
        {
          task: 'Set foo there.',
          run: redis('redis-2', 'set foo 10'),
          see: [
            prints("READONLY You can't write against a read only slave."),
            atTerminal('redis-2', 'set foo 10', "(error) READONLY You can't write against a read only slave."),
          ],
        },
        {
          task: 'Set foo on redis-0, which leads.',
          run: redis('redis-0', 'set foo 10'),
          see: [prints('OK')],
        },
        {
          task: 'Get foo from redis-2 again.',
          run: redis('redis-2', 'get foo'),
          see: [prints('10'), atTerminal('redis-2', 'get foo', '"10"')],
          moral: 'One writes, all are read: what is written goes to the copies.',
        },
      ],
    },
    {
      id: 'KUAR17-12',
      title: 'Sentinels crash-loop',
      goal: 'You have seen Pods of which one container runs and the other does not.',
      nature: 'negative',
      stack: GIVEN,
      begin: { running: [objects(GIVEN)] },
      steps: [
        {
          task: 'Back on the set as the text has it: list the Pods after some minutes.',
          run: 'kubectl get pods',
          within: '15m',
          see: [
            table(
              {
                NAME: 'redis-0',
                READY: '1/2',
                STATUS: 'CrashLoopBackOff',
                RESTARTS: '5 ({{age}} ago)',
                AGE: '{{age}}',
              },
              {
                NAME: 'redis-1',
                READY: '1/2',
                STATUS: 'CrashLoopBackOff',
                RESTARTS: '5 ({{age}} ago)',
                AGE: '{{age}}',
              },
              {
                NAME: 'redis-2',
                READY: '1/2',
                STATUS: 'CrashLoopBackOff',
                RESTARTS: '5 ({{age}} ago)',
                AGE: '{{age}}',
              },
            ),
            ...['redis-0', 'redis-1', 'redis-2'].map((pod) =>
              has(`pods/${pod}`, {
                status: {
                  containerStatuses: [
                    { name: 'redis', ready: true, restartCount: 0 },
                    { name: 'sentinel', ready: false, restartCount: 5 },
                  ],
                },
              }),
            ),
          ],
          moral:
            'RESTARTS counts those of all containers. Redis itself has never stopped; but a Pod of which a part is not ready leaves DNS.',
        },
      ],
    },
  ],
};
