import type { Draft, KubeObject } from '../../../../src/simulator/api';
import { type PodShape, podShapeOf } from '../../../../src/simulator/apiserver/admission/pod-security/check';
import { violationsOf, violationText } from '../../../../src/simulator/apiserver/admission/pod-security/evaluate';
import { admit, named, pod, type World } from './admit';

const plugin = 'PodSecurity';

const SAFE = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const shape = (spec: Draft, annotations?: Draft): PodShape => podShapeOf({ metadata: { annotations }, spec });

/** A Pod that fulfils everything but what is said here. */
const almost = (more: Draft, container: Draft = {}, security: Draft = {}): PodShape =>
  shape({ containers: [{ name: 'c', securityContext: { ...SAFE, ...security }, ...container }], ...more });

const labelled = (labels: Draft): World => ({ namespaces: [named('shop', { metadata: { labels } }, '')] });

const enforce = (level: string, version?: string): World =>
  labelled({
    'pod-security.kubernetes.io/enforce': level,
    ...(version === undefined ? {} : { 'pod-security.kubernetes.io/enforce-version': version }),
  });

describe('baseline', () => {
  test.each<[string, PodShape, string | undefined]>([
    ['a plain Pod', shape({ containers: [{ name: 'c' }] }), undefined],
    [
      'namespaces of the node',
      shape({ containers: [], hostPID: true, hostNetwork: true, hostIPC: false }),
      'host namespaces (hostNetwork=true, hostPID=true)',
    ],
    [
      'privileged containers',
      shape({
        containers: [{ name: 'b', securityContext: { privileged: true } }],
        initContainers: [{ name: 'a', securityContext: { privileged: true } }],
      }),
      'privileged (containers "a", "b" must not set securityContext.privileged=true)',
    ],
    [
      'capabilities',
      almost({}, {}, { capabilities: { add: ['SYS_TIME', 'CHOWN', 'NET_ADMIN'] } }),
      'non-default capabilities (container "c" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)',
    ],
    [
      'files of the node',
      shape({
        containers: [],
        volumes: [
          { name: 'a', hostPath: {} },
          { name: 'b', emptyDir: {} },
        ],
      }),
      'hostPath volumes (volume "a")',
    ],
    [
      'ports of the node',
      shape({
        containers: [
          { name: 'a', ports: [{ hostPort: 9000 }, { hostPort: 80 }] },
          { name: 'b', ports: [{}] },
        ],
      }),
      'hostPort (container "a" uses hostPorts 80, 9000)',
    ],
    [
      'probes of other hosts',
      shape({
        containers: [
          {
            name: 'a',
            livenessProbe: { httpGet: { host: '8.8.8.8' } },
            lifecycle: { preStop: { tcpSocket: { host: 'x' } } },
          },
        ],
      }),
      'probe or lifecycle host (container "a" uses probe or lifecycle hosts "8.8.8.8", "x")',
    ],
    [
      'an open /proc',
      almost({}, {}, { procMount: 'Unmasked' }),
      'procMount (container "c" must not set securityContext.procMount to "Unmasked")',
    ],
    ['an open /proc of own users', almost({ hostUsers: false }, {}, { procMount: 'Unmasked' }), undefined],
    [
      'SELinux',
      almost({ securityContext: { seLinuxOptions: { user: 'u' } } }, {}, { seLinuxOptions: { type: 'spc_t' } }),
      'seLinuxOptions (pod and container "c" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
    ],
    [
      'seccomp',
      almost({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      'sysctls',
      shape({
        containers: [],
        securityContext: { sysctls: [{ name: 'kernel.msgmax' }, { name: 'net.ipv4.tcp_rmem' }] },
      }),
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      'AppArmor',
      podShapeOf({
        metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' } },
        spec: { containers: [{ name: 'c', securityContext: { appArmorProfile: { type: 'Unconfined' } } }] },
      }),
      'forbidden AppArmor profiles (container "c" and annotation must not set AppArmor profile type to "Unconfined", ' +
        '"container.apparmor.security.beta.kubernetes.io/c="unconfined"")',
    ],
    [
      'Windows',
      almost({ securityContext: { windowsOptions: { hostProcess: true } } }),
      'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    ],
  ])('%s', (_what, given, text) => {
    expect(violationText(violationsOf({ level: 'baseline', version: 'latest' }, given))).toBe(text ?? '');
    expect(violationsOf({ level: 'privileged', version: 'latest' }, given)).toEqual([]);
  });
});

describe('restricted', () => {
  test.each<[string, PodShape, string]>([
    ['a careful Pod', almost({}), ''],
    [
      'capabilities, which stand for those of baseline',
      almost({}, {}, { capabilities: { add: ['SYS_TIME', 'NET_BIND_SERVICE'] } }),
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]; ' +
        'container "c" must not include "SYS_TIME" in securityContext.capabilities.add)',
    ],
    [
      'volumes, which stand for those of baseline',
      almost({
        volumes: [
          { name: 'a', hostPath: {} },
          { name: 'b', nfs: {} },
          { name: 'c', configMap: {} },
        ],
      }),
      'restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "nfs")',
    ],
    [
      'users',
      almost({ securityContext: { runAsUser: 0 } }, {}, { runAsUser: 0, runAsNonRoot: false }),
      'runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false), ' +
        'runAsUser=0 (pod and container "c" must not set runAsUser=0)',
    ],
    ['own users', almost({ hostUsers: false, securityContext: { runAsUser: 0 } }, {}, { runAsNonRoot: false }), ''],
    [
      'an open /proc of own users',
      almost({ hostUsers: false }, {}, { procMount: 'Unmasked' }),
      'procMount (container "c" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      'a Windows Pod',
      shape({ os: { name: 'windows' }, containers: [{ name: 'c', securityContext: { runAsNonRoot: true } }] }),
      '',
    ],
    [
      'what the whole Pod says',
      shape({
        containers: [
          { name: 'c', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
        ],
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } },
      }),
      '',
    ],
  ])('%s', (_what, given, text) => {
    expect(violationText(violationsOf({ level: 'restricted', version: 'latest' }, given))).toBe(text);
  });
});

test.each<[number, PodShape, number]>([
  [7, almost({}, {}, { allowPrivilegeEscalation: true }), 0],
  [8, almost({}, {}, { allowPrivilegeEscalation: true }), 1],
  [21, almost({}, {}, { capabilities: {} }), 0],
  [22, almost({}, {}, { capabilities: {} }), 1],
  [22, almost({ securityContext: { runAsUser: 0 } }), 0],
  [23, almost({ securityContext: { runAsUser: 0 } }), 1],
  [26, almost({ securityContext: { sysctls: [{ name: 'net.ipv4.ip_local_reserved_ports' }] } }), 1],
  [27, almost({ securityContext: { sysctls: [{ name: 'net.ipv4.ip_local_reserved_ports' }] } }), 0],
  [30, almost({ securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }), 1],
  [31, almost({ securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }), 0],
  [33, almost({}, { livenessProbe: { httpGet: { host: 'x' } } }), 0],
  [99, almost({}, { livenessProbe: { httpGet: { host: 'x' } } }), 1],
])('version v1.%d has its own checks (%#)', (version, given, count) => {
  expect(violationsOf({ level: 'restricted', version }, given)).toHaveLength(count);
});

describe('a namespace with labels', () => {
  const plain = pod([{ name: 'c' }]);

  test('refuses Pods with all that is wrong', () => {
    expect(() => admit({ plugin, object: plain, world: enforce('restricted') })).toThrow(
      'pods "web" is forbidden: violates PodSecurity "restricted:latest": ' +
        'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), ' +
        'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), ' +
        'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), ' +
        'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
  });

  test('says which version it enforces', () => {
    const object = pod([], { hostPID: true });
    expect(() => admit({ plugin, object, world: enforce('baseline', 'v1.20') })).toThrow(
      'violates PodSecurity "baseline:v1.20": host namespaces (hostPID=true)',
    );
  });

  test.each([
    ['no labels', {}],
    ['only audit', { 'pod-security.kubernetes.io/audit': 'restricted' }],
    ['other labels', { team: 'restricted' }],
  ])('allows Pods with %s', (_what, labels) => {
    const warnings: string[] = [];
    admit({ plugin, object: plain, world: labelled(labels), warnings });
    expect(warnings).toEqual([]);
  });

  test.each(['status', 'binding', 'eviction'])('leaves writes through %s alone', (subresource) => {
    const write = { plugin, verb: 'update', object: plain, subresource, world: enforce('restricted') } as const;
    expect(() => admit(write)).not.toThrow();
  });

  test.each<[string, Draft, boolean]>([
    ['a label', { metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } }, spec: plain['spec'] }, false],
    ['an image', pod([{ name: 'c', image: 'other' }]), true],
    ['a debugging container', pod([{ name: 'c' }], { ephemeralContainers: [{ name: 'debug' }] }), true],
  ])('looks at an update that changes %s: %#', (_what, object, isJudged) => {
    const old = plain as unknown as KubeObject;
    const update = (): unknown => admit({ plugin, verb: 'update', object, old, world: enforce('restricted') });
    if (isJudged) expect(update).toThrow('violates PodSecurity');
    else expect(update).not.toThrow();
  });

  test.each([
    ['apps/deployments', { spec: { template: plain } }],
    ['batch/cronjobs', { spec: { jobTemplate: { spec: { template: plain } } } }],
    ['podtemplates', { template: plain }],
  ])('warns of templates of %s, and lets them in', (storage, fields) => {
    const warnings: string[] = [];
    const world = labelled({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/warn-version': 'v1.7',
    });
    admit({ plugin, storage, object: { metadata: { name: 'web', namespace: 'shop' }, ...fields }, world, warnings });
    expect(warnings).toEqual([
      'would violate PodSecurity "restricted:v1.7": ' +
        'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
    ]);
  });
});

describe('labels of a namespace', () => {
  const namespace = (labels: Draft): Draft => ({ metadata: { name: 'shop', labels } });

  test('must be readable', () => {
    const object = namespace({
      'pod-security.kubernetes.io/enforce': 'strict',
      'pod-security.kubernetes.io/warn-version': '1.30',
    });
    expect(() => admit({ plugin, storage: 'namespaces', object })).toThrow(
      'Namespace "shop" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": ' +
        'must be one of privileged, baseline, restricted, ' +
        'metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.30": must be "latest" or "v1.x"]',
    );
    const old = object as unknown as KubeObject;
    expect(() => admit({ plugin, storage: 'namespaces', verb: 'update', object, old })).not.toThrow();
  });

  const owned = (name: string, fields: Draft): KubeObject =>
    named(name, { metadata: { ownerReferences: [{ uid: 'r', controller: true }] }, ...fields });

  test.each<[string, Draft, Draft, string[]]>([
    [
      'a stricter level warns of the Pods that are there',
      {},
      { 'pod-security.kubernetes.io/enforce': 'baseline' },
      [
        'existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest"',
        'a (and 2 other pods): host namespaces',
        'd: privileged',
      ],
    ],
    [
      'a weaker level does not',
      { 'pod-security.kubernetes.io/enforce': 'restricted' },
      { 'pod-security.kubernetes.io/enforce': 'baseline' },
      [],
    ],
    ['neither does another mode', {}, { 'pod-security.kubernetes.io/warn': 'restricted' }, []],
  ])('%s', (_what, before, after, expected) => {
    const warnings: string[] = [];
    const world: World = {
      pods: [
        owned('c', { spec: { hostPID: true } }),
        owned('b', { spec: { hostPID: true } }),
        named('a', { spec: { hostIPC: true } }),
        named('d', { spec: { containers: [{ name: 'c', securityContext: { privileged: true } }] } }),
        named('e', { spec: {} }),
      ],
    };
    const old = namespace(before) as unknown as KubeObject;
    admit({ plugin, storage: 'namespaces', verb: 'update', object: namespace(after), old, world, warnings });
    expect(warnings).toEqual(expected);
  });
});
