import type { CheckOptions, CheckResult } from '../../src/check';
import { checked, linesOf } from './checked';

const KUARD = 'gcr.io/kuar-demo/kuard-amd64:blue';

const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
`;

const PROBED = `{ name: main, image: '${KUARD}', ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: /ready, port: 8080 }, periodSeconds: 1 } }`;

/** What one Pod leaves behind, the next one does not start with: a lock file that nobody removes. */
const LOCKING = `{ name: main, image: 'busybox:1.36', command: [sh, -c, 'test -e /data/lock && { echo locked; exit 1; }; touch /data/lock; trap "exit 0" TERM; sleep 100000 & wait'], volumeMounts: [{ name: data, mountPath: /data }] }`;

interface Workload {
  /** Fields of the spec, as YAML in one line. */
  readonly spec?: string;
  readonly container?: string;
  /** Fields of the spec of the Pods. */
  readonly pod?: string;
}

function statefulSet({ spec = 'replicas: 2', container = PROBED, pod = '' }: Workload = {}): string {
  return `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  serviceName: web
  selector: { matchLabels: { app: web } }
  ${spec}
  template: { metadata: { labels: { app: web } }, spec: { ${pod} containers: [${container}] } }
---${SERVICE}`;
}

function daemonSet({ spec = '', container = PROBED, pod = '' }: Workload = {}): string {
  return `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  ${spec}
  template: { metadata: { labels: { app: web } }, spec: { ${pod} containers: [${container}] } }
---${SERVICE}`;
}

const CLAIMS =
  'volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]';

const HOST_PATH = 'volumes: [{ name: data, hostPath: { path: /var/lib/web, type: DirectoryOrCreate } }],';

const EMPTY_DIR = 'volumes: [{ name: data, emptyDir: {} }],';

const onProfile = (text: string, options: CheckOptions = {}): CheckResult =>
  checked(text, { profile: 'workshop', ...options });

const rolloutLines = (result: CheckResult): string[] => linesOf(result).filter((line) => line.includes(' rollout-'));

describe('a StatefulSet', () => {
  test('is upgraded Pod by Pod, without a finding', () => {
    const result = onProfile(statefulSet({ spec: 'replicas: 3' }));
    expect(result).toMatchObject({ upgraded: 1, skipped: [] });
    expect(rolloutLines(result)).toEqual([]);
  });

  test('whose Pods do not start again with their volumes never ends its rollout, and the report says why', () => {
    const result = onProfile(statefulSet({ spec: `replicas: 2\n  ${CLAIMS}`, container: LOCKING }));
    expect(rolloutLines(result)).toEqual([
      expect.stringMatching(
        /^error rollout-deadlock StatefulSet default\/web: a rollout does not end: 1 of 2 Pods are ready; container 'main' of Pod web-1 ends with code 1: locked; Pod web-1: \w*BackOff: /,
      ),
    ]);
  });

  test('with volumes that are new each time starts again', () => {
    expect(rolloutLines(onProfile(statefulSet({ container: LOCKING, pod: EMPTY_DIR })))).toEqual([]);
  });

  test('of one Pod pauses, as was chosen: a warning', () => {
    expect(rolloutLines(onProfile(statefulSet({ spec: 'replicas: 1' })))).toEqual([
      expect.stringMatching(
        /^warning rollout-availability StatefulSet default\/web: while it rolls out \(1 replicas, one after the other\), nobody answers at Service default\/web for [\d.]+ s$/,
      ),
    ]);
  });

  test.each([
    {
      strategy: 'type: OnDelete',
      upgraded: 0,
      said: 'StatefulSet default/web: was not upgraded: OnDelete replaces a Pod only when somebody deletes it',
    },
    {
      strategy: 'rollingUpdate: { partition: 2 }',
      upgraded: 1,
      said: 'StatefulSet default/web: 1 of 3 Pods were upgraded: partition 2 holds the Pods below it',
    },
    {
      strategy: 'rollingUpdate: { partition: 9 }',
      upgraded: 0,
      said: 'StatefulSet default/web: was not upgraded: partition 9 holds the Pods below it',
    },
  ])('with $strategy is upgraded as far as that goes, and the report says so', ({ strategy, upgraded, said }) => {
    const result = onProfile(statefulSet({ spec: `replicas: 3\n  updateStrategy: { ${strategy} }` }));
    expect({ upgraded: result.upgraded, skipped: result.skipped }).toEqual({ upgraded, skipped: [said] });
    expect(rolloutLines(result)).toEqual([]);
  });

  test('moves when its node is drained, and waits where no other node may have it', () => {
    const moving = onProfile(statefulSet({ spec: 'replicas: 3' }));
    expect(linesOf(moving).filter((line) => / drain-(room|blocked)/.test(line))).toEqual([]);
    const node = `nodeSelector: { kubernetes.io/hostname: ${moving.drained ?? ''} },`;
    const tied = onProfile(statefulSet({ spec: 'replicas: 3', pod: node }));
    expect(linesOf(tied)).toContainEqual(
      expect.stringMatching(/^warning drain-room StatefulSet default\/web: without/),
    );
  });
});

describe('a DaemonSet', () => {
  test('is upgraded node by node, without a finding', () => {
    const result = onProfile(daemonSet());
    expect(result).toMatchObject({ upgraded: 1, skipped: [] });
    expect(rolloutLines(result)).toEqual([]);
  });

  test('whose Pods do not start again on their node never ends its rollout', () => {
    expect(rolloutLines(onProfile(daemonSet({ container: LOCKING, pod: HOST_PATH })))).toEqual([
      expect.stringMatching(
        /^error rollout-deadlock DaemonSet default\/web: a rollout does not end: \d of \d Pods are available; container 'main' of Pod web-\w+ ends with code 1: locked; Pod web-\w+: \w*BackOff: /,
      ),
    ]);
  });

  test('without room for its surge never ends its rollout, and does when the old Pod goes first', () => {
    const surge = 'updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }';
    const container = PROBED.replace('name: main,', 'name: main, resources: { requests: { cpu: 3 } },');
    expect(rolloutLines(onProfile(daemonSet({ spec: surge, container }), { profile: 'plain' }))).toEqual([
      expect.stringMatching(/^error rollout-deadlock DaemonSet default\/web: .* are updated; .*Insufficient cpu/),
    ]);
    expect(rolloutLines(onProfile(daemonSet({ container }), { profile: 'plain' }))).toEqual([]);
  });

  test('that takes all Pods at once leaves nobody who answers', () => {
    const spec = "updateStrategy: { rollingUpdate: { maxUnavailable: '100%' } }";
    expect(rolloutLines(onProfile(daemonSet({ spec })))).toEqual([
      expect.stringMatching(
        /^error rollout-availability DaemonSet default\/web: while it rolls out \(\d nodes, maxUnavailable 100%, maxSurge 0\), nobody answers at Service default\/web/,
      ),
    ]);
  });

  test('with OnDelete is left as it is, and the report says so', () => {
    const result = onProfile(daemonSet({ spec: 'updateStrategy: { type: OnDelete }' }));
    expect(result.upgraded).toBe(0);
    expect(result.skipped).toEqual([
      'DaemonSet default/web: was not upgraded: OnDelete replaces a Pod only when somebody deletes it',
    ]);
  });

  test('stays on a node that is drained, as with kubectl drain', () => {
    const lines = linesOf(onProfile(daemonSet()));
    expect(lines.filter((line) => / drain-/.test(line))).toEqual([]);
  });
});

test('a rollout that is stuck is taken back: the workloads beside it are not blamed', () => {
  const stuck = statefulSet({ spec: `replicas: 2\n  ${CLAIMS}`, container: LOCKING });
  const beside = daemonSet().replace(/web/g, 'agent');
  expect(rolloutLines(onProfile(`${stuck}---${beside}`))).toEqual([
    expect.stringMatching(/^error rollout-deadlock StatefulSet default\/web/),
  ]);
});
