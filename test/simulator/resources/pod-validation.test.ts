import type { KubeObject } from '../../../src/simulator/api';
import {
  podStrategy,
  validateEphemeralContainersUpdate,
  validatePodResize,
} from '../../../src/simulator/resources/pod';
import { created, type Json, podOf, refusals, refusalsOfStatus } from './written';

const volume = (source: Json): Json => ({ volumes: [{ name: 'v', ...source }] });
const main = 'spec.containers[0]';

describe('a Pod is refused in the words of a real server', () => {
  test.each<[string, Json, string]>([
    ['no name', podOf({}, { name: '' }), `${main}.name: Required value`],
    ['no image', podOf({}, { image: '' }), `${main}.image: Required value`],
    [
      'blanks around the image',
      podOf({}, { image: ' web' }),
      `${main}.image: Invalid value: " web": must not have leading or trailing whitespace`,
    ],
    [
      'a node port taken twice',
      podOf({}, { ports: [80, 81].map((containerPort) => ({ containerPort, hostPort: 9 })) }),
      `${main}.ports[1].hostPort: Duplicate value: "TCP//9"`,
    ],
    [
      'a port too high',
      podOf({}, { ports: [{ containerPort: 70000 }] }),
      `${main}.ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive`,
    ],
    [
      'a mount of no volume',
      podOf({}, { volumeMounts: [{ name: 'v', mountPath: '/x' }] }),
      `${main}.volumeMounts[0].name: Not found: "v"`,
    ],
    [
      'a probe with two actions',
      podOf({}, { startupProbe: { exec: { command: ['a'] }, tcpSocket: { port: 1 } } }),
      `${main}.startupProbe.tcpSocket: Forbidden: may not specify more than 1 handler type`,
    ],
    [
      'a probe without action',
      podOf({}, { readinessProbe: {} }),
      `${main}.readinessProbe: Required value: must specify a handler type`,
    ],
    [
      'a readiness probe that ends Pods',
      podOf({}, { readinessProbe: { exec: { command: ['a'] }, terminationGracePeriodSeconds: 1 } }),
      `${main}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes`,
    ],
    [
      'a sleep beyond the grace period',
      podOf({}, { lifecycle: { preStop: { sleep: { seconds: 31 } } } }),
      `${main}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)`,
    ],
    [
      'a variable of two sources',
      podOf({}, { env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }),
      `${main}.env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`,
    ],
    [
      'variables from nowhere',
      podOf({}, { envFrom: [{}] }),
      `${main}.envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\``,
    ],
    [
      'a divisor that is no size',
      podOf({}, { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }] }),
      `${main}.env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
    ],
    [
      'more requested than allowed',
      podOf({}, { resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } }),
      `${main}.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`,
    ],
    [
      'huge pages alone',
      podOf({}, { resources: { limits: { 'hugepages-2Mi': '2Mi' } } }),
      `${main}.resources: Forbidden: HugePages require cpu or memory`,
    ],
    [
      'an unknown volume source',
      podOf(volume({ hostPath: { path: '/x', type: 'Lake' } })),
      'spec.volumes[0].hostPath.type: Unsupported value: "Lake": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
    ],
    [
      'a path that climbs',
      podOf(volume({ hostPath: { path: '/a/../b' } })),
      `spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
    ],
    [
      'files with impossible modes',
      podOf(volume({ configMap: { name: 'c', defaultMode: 4096 } })),
      'spec.volumes[0].configMap.defaultMode: Invalid value: 4096: must be a number between 0 and 0777 (octal), both inclusive',
    ],
    [
      'two files of one path',
      podOf(
        volume({
          projected: {
            sources: [
              {
                secret: {
                  name: 's',
                  items: [
                    { key: 'a', path: 'x' },
                    { key: 'b', path: 'x' },
                  ],
                },
              },
            ],
          },
        }),
      ),
      'spec.volumes[0].projected: Invalid value: "s": conflicting duplicate paths',
    ],
    [
      'a token that is too short-lived',
      podOf({
        ...volume({ projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 9 } }] } }),
        serviceAccountName: 'a',
      }),
      'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 9: may not specify a duration less than 10 minutes',
    ],
    [
      'no name servers',
      podOf({ dnsPolicy: 'None' }),
      'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    ],
    [
      'a toleration without key',
      podOf({ tolerations: [{ operator: 'Equal' }] }),
      'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    [
      'an unknown effect',
      podOf({ tolerations: [{ operator: 'Exists', effect: 'Never' }] }),
      'spec.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
    ['a host name with dots', podOf({ hostname: 'a.b' }), 'spec.hostname: Invalid value: "a.b": must not contain dots'],
    [
      'ephemeral containers',
      podOf({ ephemeralContainers: [{ name: 'd', image: 'x' }] }),
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
    [
      'a node in spite of gates',
      podOf({ nodeName: 'n', schedulingGates: [{ name: 'a' }] }),
      'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ],
    [
      'a spread that is repeated',
      podOf({
        topologySpreadConstraints: [1, 2].map((maxSkew) => ({
          maxSkew,
          topologyKey: 'z',
          whenUnsatisfiable: 'DoNotSchedule',
        })),
      }),
      'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{z, DoNotSchedule}"',
    ],
    [
      'privileges of Linux on Windows',
      podOf({ os: { name: 'windows' } }, { securityContext: { privileged: true } }),
      `${main}.securityContext.privileged: Forbidden: cannot be set for a windows pod`,
    ],
    [
      'a seccomp file without type',
      podOf({ securityContext: { seccompProfile: { type: 'Localhost' } } }),
      'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
    ],
    [
      'a user beyond the last',
      podOf({ securityContext: { runAsUser: -1 } }),
      'spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
    [
      'less for the Pod than for its containers',
      podOf({ resources: { requests: { cpu: '1' } } }, { resources: { requests: { cpu: '2' } } }),
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
    ],
  ])('%s', (_case, body, message) => {
    expect(refusals(podStrategy, body)).toEqual([message]);
  });

  test('an init container must not be watched, a sidecar may be', () => {
    const init = { name: 'init', image: 'x', livenessProbe: { exec: { command: ['a'] } } };
    const refused =
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always';
    expect(refusals(podStrategy, podOf({ initContainers: [init] }))).toEqual([refused]);
    expect(refusals(podStrategy, podOf({ initContainers: [{ ...init, restartPolicy: 'Always' }] }))).toEqual([]);
  });
});

describe('warnings', () => {
  const warningsOf = (body: Json): string[] => podStrategy.warnings?.(created(podStrategy, body), undefined) ?? [];

  test.each<[string, Json, string]>([
    [
      'a variable that is hidden',
      podOf(
        {},
        {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      ),
      'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    ],
    [
      'a port defined twice',
      podOf({}, { ports: [{ containerPort: 80 }, { containerPort: 80, name: 'b' }] }),
      'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
    ],
    [
      'a fraction of a byte',
      podOf({}, { resources: { requests: { memory: '500m' } } }),
      'spec.containers[0].resources.requests[memory]: fractional byte value "500m" is invalid, must be an integer',
    ],
    [
      'an old label of nodes',
      podOf({ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }),
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    ],
    [
      'a name with dots',
      { ...podOf(), metadata: { name: 'a.b' } },
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ],
  ])('%s', (_case, body, warning) => {
    expect(warningsOf(body)).toEqual([warning]);
  });

  test('a variable may extend the one before', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '$(A)2' },
    ];
    expect(warningsOf(podOf({}, { env }))).toEqual([]);
  });
});

describe('the status of a Pod', () => {
  const ended = (exitCode: number): Json => ({ name: 'main', state: { terminated: { exitCode } } });
  const withStatus = (pod: KubeObject, status: Json): KubeObject => ({ ...pod, status });

  test.each([
    { restartPolicy: 'Always', exitCode: 0, refused: false },
    { restartPolicy: 'OnFailure', exitCode: 1, refused: false },
    { restartPolicy: 'OnFailure', exitCode: 0, refused: true },
    { restartPolicy: 'Never', exitCode: 1, refused: true },
  ])(
    'a container that ended with $exitCode under $restartPolicy must stay so: $refused',
    ({ restartPolicy, exitCode, refused }) => {
      const old = withStatus(created(podStrategy, podOf({ restartPolicy })), { containerStatuses: [ended(exitCode)] });
      const running = { containerStatuses: [{ name: 'main', state: { running: {} } }] };
      const rule = 'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state';
      expect(refusalsOfStatus(podStrategy, old, running)).toEqual(refused ? [rule] : []);
    },
  );

  test('its quality of service stays', () => {
    const old = created(podStrategy, podOf());
    const message = 'status.qosClass: Invalid value: "Guaranteed": field is immutable';
    expect(refusalsOfStatus(podStrategy, old, { qosClass: 'Guaranteed' })).toEqual([message]);
  });
});

describe('deletion', () => {
  const graceOf = (spec: Json, phase: string, requested?: number): number | undefined =>
    podStrategy.gracePeriodSeconds?.({ ...created(podStrategy, podOf(spec)), status: { phase } }, requested);

  test.each([
    { spec: { nodeName: 'n' }, phase: 'Running', seconds: 30 },
    { spec: { nodeName: 'n' }, phase: 'Running', requested: 5, seconds: 5 },
    { spec: { nodeName: 'n' }, phase: 'Running', requested: -3, seconds: 1 },
    { spec: { nodeName: 'n' }, phase: 'Succeeded', seconds: 0 },
    { spec: {}, phase: 'Pending', requested: 5, seconds: 0 },
  ])('of a $phase Pod $spec, asked for $requested s, leaves $seconds s', ({ spec, phase, requested, seconds }) => {
    expect(graceOf(spec, phase, requested)).toBe(seconds);
  });
});

test('ephemeral containers can only be added', () => {
  const pod = created(podStrategy, podOf());
  const debug = { name: 'debug', image: 'busybox:1', terminationMessagePolicy: 'File', imagePullPolicy: 'Always' };
  const withDebug = { ...pod, spec: { ...(pod['spec'] as Json), ephemeralContainers: [debug] } };
  expect(validateEphemeralContainersUpdate(withDebug, pod)).toEqual([]);
  expect(validateEphemeralContainersUpdate(pod, withDebug)).toMatchObject([
    {
      field: 'spec.ephemeralContainers',
      body: 'Forbidden: existing ephemeral containers "debug" may not be removed\n',
    },
  ]);
});

test('a resize changes cpu and memory, and nothing else', () => {
  const pod = created(podStrategy, podOf({}, { resources: { requests: { cpu: '1' } } }));
  const resized = (resources: Json, other: Json = {}): KubeObject =>
    created(podStrategy, podOf({}, { resources, ...other }));
  const messages = (next: KubeObject): string[] => validatePodResize(next, pod).map(({ body }) => body);
  expect(messages(resized({ requests: { cpu: '2' } }))).toEqual([]);
  expect(messages(resized({ requests: { memory: '1Gi' } }))).toEqual([
    'Forbidden: resource requests cannot be removed',
  ]);
  expect(messages(resized({ requests: { cpu: '1' } }, { image: 'web:2' }))).toEqual([
    'Forbidden: only cpu and memory resources are mutable',
  ]);
});

test('Pods can be selected by the fields of a real server', () => {
  expect(Object.keys(podStrategy.selectableFields?.(created(podStrategy, podOf())) ?? {})).toEqual([
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ]);
});
