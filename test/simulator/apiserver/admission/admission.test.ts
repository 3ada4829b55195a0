import { admissionPlugins } from '../../../../src/simulator/apiserver/admission';
import { admit, named, pod, type World } from './admit';

test('the plugins run in the order of a real server', () => {
  expect(admissionPlugins.map(({ name }) => name)).toEqual([
    'NamespaceLifecycle',
    'LimitRanger',
    'ServiceAccount',
    'TaintNodesByCondition',
    'PodSecurity',
    'Priority',
    'DefaultTolerationSeconds',
    'DefaultStorageClass',
    'StorageObjectInUseProtection',
    'PersistentVolumeClaimResize',
    'RuntimeClass',
    'CertificateApproval',
    'CertificateSigning',
    'CertificateSubjectRestriction',
    'DefaultIngressClass',
    'MutatingAdmissionWebhook',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionWebhook',
    'ResourceQuota',
  ]);
});

describe('NamespaceLifecycle', () => {
  const plugin = 'NamespaceLifecycle';
  const shop = (phase: string): World => ({ namespaces: [named('shop', { status: { phase } }, '')] });

  test('objects may be made in a namespace that exists', () => {
    expect(admit({ plugin, object: pod([]), world: shop('Active') })).toEqual(pod([]));
  });

  test('objects need their namespace', () => {
    expect(() => admit({ plugin, object: pod([]) })).toThrow('namespaces "shop" not found');
  });

  test('nothing is made in a namespace that goes', () => {
    expect(() => admit({ plugin, object: pod([]), world: shop('Terminating') })).toThrow(
      expect.objectContaining({
        message:
          'pods "web" is forbidden: unable to create new content in namespace shop because it is being terminated',
        status: expect.objectContaining({
          details: expect.objectContaining({
            causes: [
              {
                reason: 'NamespaceTerminating',
                message: 'namespace shop is being terminated',
                field: 'metadata.namespace',
              },
            ],
          }),
        }),
      }),
    );
  });

  test.each(['update', 'delete'] as const)('what is in it may still be the object of %s', (verb) => {
    expect(() => admit({ plugin, verb, object: pod([]), world: shop('Terminating') })).not.toThrow();
  });

  test.each([
    { name: 'default', isKept: true },
    { name: 'kube-system', isKept: true },
    { name: 'kube-public', isKept: true },
    { name: 'shop', isKept: false },
    { name: 'kube-node-lease', isKept: false },
  ])('the namespace $name is kept: $isKept', ({ name, isKept }) => {
    const remove = (): unknown =>
      admit({ plugin, storage: 'namespaces', verb: 'delete', object: { metadata: { name } } });
    if (isKept) expect(remove).toThrow(`namespaces "${name}" is forbidden: this namespace may not be deleted`);
    else expect(remove).not.toThrow();
  });
});

describe('ServiceAccount', () => {
  const plugin = 'ServiceAccount';
  const account = (fields = {}): World => ({ serviceaccounts: [named('default', fields), named('robot', fields)] });
  const MOUNT = {
    name: 'kube-api-access-xxxxx',
    readOnly: true,
    mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
  };

  test('a Pod runs as the default account and finds its token', () => {
    const { spec } = admit({ plugin, object: pod([{}], { initContainers: [{ name: 'i' }] }), world: account() });
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      containers: [{ volumeMounts: [MOUNT] }],
      initContainers: [{ volumeMounts: [MOUNT] }],
      volumes: [{ name: 'kube-api-access-xxxxx', projected: { defaultMode: 420 } }],
    });
  });

  test('the older field names the account as well', () => {
    const { spec } = admit({ plugin, object: pod([], { serviceAccount: 'robot' }), world: account() });
    expect(spec).toMatchObject({ serviceAccountName: 'robot', serviceAccount: 'robot' });
  });

  test('an account that does not exist is refused', () => {
    const object = pod([], { serviceAccountName: 'missing' });
    expect(() => admit({ plugin, object, world: account() })).toThrow(
      'pods "web" is forbidden: error looking up service account shop/missing: serviceaccount "missing" not found',
    );
  });

  test.each([
    { pod: undefined, account: undefined, mounts: true },
    { pod: undefined, account: false, mounts: false },
    { pod: true, account: false, mounts: true },
    { pod: false, account: true, mounts: false },
  ])('Pod says $pod, account says $account: token mounted is $mounts', ({ pod: own, account: theirs, mounts }) => {
    const more = own === undefined ? {} : { automountServiceAccountToken: own };
    const world = account(theirs === undefined ? {} : { automountServiceAccountToken: theirs });
    const { spec } = admit({ plugin, object: pod([{}], more), world });
    expect('volumes' in (spec as object)).toBe(mounts);
  });

  test('a container that mounts something else there keeps it', () => {
    const own = { name: 'mine', mountPath: MOUNT.mountPath };
    const { spec } = admit({ plugin, object: pod([{ volumeMounts: [own] }]), world: account() });
    expect(spec).toMatchObject({ containers: [{ volumeMounts: [own] }] });
    expect(spec).not.toHaveProperty('volumes');
  });

  test('the account brings its image pull secrets, unless the Pod has some', () => {
    const world = account({ imagePullSecrets: [{ name: 'registry' }] });
    expect(admit({ plugin, object: pod([]), world })['spec']).toMatchObject({
      imagePullSecrets: [{ name: 'registry' }],
    });
    const own = pod([], { imagePullSecrets: [{ name: 'own' }] });
    expect(admit({ plugin, object: own, world })['spec']).toMatchObject({ imagePullSecrets: [{ name: 'own' }] });
  });
});

describe('Priority', () => {
  const plugin = 'Priority';
  const CLASSES = 'scheduling.k8s.io/priorityclasses';
  const high = named('high', { value: 1000, preemptionPolicy: 'Never' }, '');
  const standard = named('standard', { value: 10, globalDefault: true }, '');

  test.each([
    {
      title: 'no class at all',
      classes: [],
      given: {},
      want: { priority: 0, preemptionPolicy: 'PreemptLowerPriority' },
    },
    {
      title: 'the class it names',
      classes: [high, standard],
      given: { priorityClassName: 'high' },
      want: { priority: 1000, preemptionPolicy: 'Never' },
    },
    {
      title: 'the default class',
      classes: [high, standard],
      given: {},
      want: { priority: 10, priorityClassName: 'standard' },
    },
  ])('a Pod gets the priority of $title', ({ classes, given, want }) => {
    expect(admit({ plugin, object: pod([], given), world: { [CLASSES]: classes } })['spec']).toMatchObject(want);
  });

  test.each([
    { given: { priorityClassName: 'none' }, error: 'no PriorityClass with name none was found' },
    {
      given: { priority: 5 },
      error:
        'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    },
  ])('$given is refused', ({ given, error }) => {
    expect(() => admit({ plugin, object: pod([], given) })).toThrow(`pods "web" is forbidden: ${error}`);
  });

  test('only one class is the default', () => {
    const object = { metadata: { name: 'second' }, value: 1, globalDefault: true };
    expect(() => admit({ plugin, storage: CLASSES, object, world: { [CLASSES]: [standard] } })).toThrow(
      'PriorityClass standard is already marked as default. Only one default can exist',
    );
  });
});

describe('DefaultTolerationSeconds', () => {
  const plugin = 'DefaultTolerationSeconds';
  const tolerated = (given: readonly object[]): unknown[] => {
    const { spec } = admit({ plugin, object: pod([], { tolerations: given }) });
    return (spec as { tolerations: { key?: string }[] }).tolerations.map(({ key }) => key);
  };
  const [NOT_READY, UNREACHABLE] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

  test.each([
    { given: [], keys: [NOT_READY, UNREACHABLE] },
    { given: [{ key: NOT_READY, operator: 'Exists', effect: 'NoExecute' }], keys: [NOT_READY, UNREACHABLE] },
    { given: [{ operator: 'Exists' }], keys: [undefined] },
    { given: [{ key: 'gpu', effect: 'NoExecute' }], keys: ['gpu', NOT_READY, UNREACHABLE] },
    { given: [{ key: NOT_READY, effect: 'NoSchedule' }], keys: [NOT_READY, NOT_READY, UNREACHABLE] },
  ])('$given becomes $keys', ({ given, keys }) => {
    expect(tolerated(given)).toEqual(keys);
  });
});

describe('DefaultStorageClass', () => {
  const plugin = 'DefaultStorageClass';
  const storage = 'persistentvolumeclaims';
  const defaultClass = (name: string, creationTimestamp: string) =>
    named(
      name,
      { metadata: { creationTimestamp, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } },
      '',
    );
  const world: World = {
    'storage.k8s.io/storageclasses': [
      defaultClass('old', '2026-01-01T00:00:00Z'),
      defaultClass('new', '2026-02-01T00:00:00Z'),
      named('plain', {}, ''),
    ],
  };

  test.each([
    { title: 'no class', spec: {}, want: 'new' },
    { title: 'the empty class', spec: { storageClassName: '' }, want: '' },
    { title: 'a class', spec: { storageClassName: 'plain' }, want: 'plain' },
  ])('a claim that names $title has "$want"', ({ spec, want }) => {
    const object = { metadata: { name: 'data', namespace: 'shop' }, spec };
    expect(admit({ plugin, storage, object, world })['spec']).toEqual({ storageClassName: want });
  });
});

test('StorageObjectInUseProtection keeps claims and volumes until nobody uses them', () => {
  const finalizersOf = (storage: string): unknown =>
    admit({ plugin: 'StorageObjectInUseProtection', storage, object: { metadata: { name: 'data' } } })['metadata'];
  expect(finalizersOf('persistentvolumeclaims')).toMatchObject({ finalizers: ['kubernetes.io/pvc-protection'] });
  expect(finalizersOf('persistentvolumes')).toMatchObject({ finalizers: ['kubernetes.io/pv-protection'] });
  expect(finalizersOf('configmaps')).not.toHaveProperty('finalizers');
});

test('DefaultIngressClass leaves an Ingress alone that names its class the old way', () => {
  const marked = { metadata: { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } } };
  const world = { 'networking.k8s.io/ingressclasses': [named('nginx', marked, '')] };
  const specOf = (annotations: object): unknown => {
    const object = { metadata: { name: 'web', namespace: 'shop', annotations }, spec: {} };
    return admit({ plugin: 'DefaultIngressClass', storage: 'networking.k8s.io/ingresses', object, world })['spec'];
  };
  expect(specOf({})).toEqual({ ingressClassName: 'nginx' });
  expect(specOf({ 'kubernetes.io/ingress.class': 'other' })).toEqual({});
});

test('TaintNodesByCondition keeps Pods from a new node', () => {
  const { spec } = admit({ plugin: 'TaintNodesByCondition', storage: 'nodes', object: { metadata: { name: 'n' } } });
  expect(spec).toEqual({ taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] });
});
