import type { Difference } from './differences';

/** A difference from a given manifest that is there on purpose. */
export interface ExplainedDifference extends Difference {
  readonly stack: string;
  /** The given file, below the stack's folder; for an object that no file gives, the stage and a '/'. */
  readonly file: string;
  /** `Kind/name`. */
  readonly object: string;
  /** Defect of the stack in the catalogue, or the chapter of issue 2 that asks for it. */
  readonly because: string;
}

/** Path and value of a difference that is a whole object. */
export const WHOLE_OBJECT = { path: '(object)', value: 'present' } as const;

/** What issue 2 itself asks to differ. */
export const BY_ISSUE = {
  secrets: 'issue 2, Secrets: sample values are marked',
  output: 'issue 2, Output: no cluster-set fields',
} as const;

/** An absent value. */
const NOTHING = undefined;

/** Path, given value, our value. */
type Row = readonly [path: string, given: unknown, ours: unknown];

const of = (
  stack: string,
  file: string,
  object: string,
  because: string,
  rows: readonly Row[],
): ExplainedDifference[] => rows.map(([path, given, ours]) => ({ stack, file, object, path, given, ours, because }));

const MARK: Row = ['metadata.labels', NOTHING, { 'workshop-stacks/sample-secret': 'true' }];

const service = (name: string): unknown => ({ name, port: { number: 8080 } });

/** The path at `at`, which leads to Service `name`, in the words of networking.k8s.io/v1. */
const servedBy = (at: string, name: string): Row[] => [
  [`${at}.pathType`, 'ImplementationSpecific', 'Prefix'],
  [`${at}.backend.serviceName`, name, NOTHING],
  [`${at}.backend.servicePort`, 8080, NOTHING],
  [`${at}.backend.service`, NOTHING, service(name)],
];

/** The same for a rule whose only path was not written: the new words need one. */
const everythingServedBy = (rule: string, name: string): Row[] => [
  [`${rule}.http.paths[0].path`, NOTHING, '/'],
  ...servedBy(`${rule}.http.paths[0]`, name),
];

const INGRESS_API: Row = ['apiVersion', 'extensions/v1beta1', 'networking.k8s.io/v1'];

/** The stages of awsme from the one on that moves the password into a Secret. */
const AWSME_WITH_SECRET = [
  '04-secrets',
  '04b-configmap-bonus',
  '05a-no-migrations',
  '05b-init-container',
  '06-affinity',
  '07-limits',
  '08-sidecar-optional',
];

/** Every difference between the given manifests and the lessons, one by one. */
export const EXPLAINED_DIFFERENCES: readonly ExplainedDifference[] = [
  ...AWSME_WITH_SECRET.map((stage) =>
    of('awsme', `${stage}/mysql-secret.yaml`, 'Secret/mysql', BY_ISSUE.secrets, [MARK]),
  ),

  of('kuar-ingress', 'simple-ingress.yml', 'Ingress/simple-ingress', 'removed-ingress-api', [
    INGRESS_API,
    ['spec.backend', { serviceName: 'alpaca', servicePort: 8080 }, NOTHING],
    ['spec.defaultBackend', NOTHING, { service: service('alpaca') }],
  ]),
  of('kuar-ingress', 'host-ingress.yml', 'Ingress/host-ingress', 'removed-ingress-api', [
    INGRESS_API,
    ...everythingServedBy('spec.rules[0]', 'alpaca'),
    ...everythingServedBy('spec.rules[1]', 'bandicoot'),
  ]),
  of('kuar-ingress', 'path-ingress.yml', 'Ingress/path-ingress', 'removed-ingress-api', [
    INGRESS_API,
    ...servedBy('spec.rules[0].http.paths[0]', 'bandicoot'),
    ...servedBy('spec.rules[0].http.paths[1]', 'alpaca'),
  ]),
  of('kuar-ingress', 'tls-ingress.yml', 'Ingress/tls-ingress', 'removed-ingress-api', [
    INGRESS_API,
    ...everythingServedBy('spec.rules[0]', 'alpaca'),
  ]),
  of('kuar-ingress', 'tls-secret.yml', 'Secret/tls-secret-name', 'tls-placeholders', [
    ['data["tls.crt"]', '<base64 encoded certificate>', 'PGJhc2U2NCBlbmNvZGVkIGNlcnRpZmljYXRlPg=='],
    ['data["tls.key"]', '<base64 encoded private key>', 'PGJhc2U2NCBlbmNvZGVkIHByaXZhdGUga2V5Pg=='],
  ]),
  of('kuar-ingress', 'tls-secret.yml', 'Secret/tls-secret-name', BY_ISSUE.secrets, [MARK]),

  of('kuar-cronjob', 'example-cron.yaml', 'CronJob/example-cron', 'removed-cronjob-api', [
    ['apiVersion', 'batch/v1beta1', 'batch/v1'],
  ]),

  of('kuar-config', '01-missing-key/my-config.yaml', 'ConfigMap/my-config', BY_ISSUE.output, [
    ['metadata.creationTimestamp', '2019-12-18T08:31:03Z', NOTHING],
    ['metadata.resourceVersion', '408037', NOTHING],
    ['metadata.selfLink', '/api/v1/namespaces/default/configmaps/my-config', NOTHING],
    ['metadata.uid', 'c8d227af-1932-424d-acd4-88bff381d26b', NOTHING],
  ]),
  of('kuar-config', '02-fixed/my-config.yaml', 'ConfigMap/my-config', BY_ISSUE.output, [
    ['metadata.creationTimestamp', '2019-12-18T08:55:40Z', NOTHING],
    ['metadata.resourceVersion', '410659', NOTHING],
    ['metadata.selfLink', '/api/v1/namespaces/default/configmaps/my-config', NOTHING],
    ['metadata.uid', 'a21d5265-e699-40a6-b351-0d18945a0bef', NOTHING],
  ]),
  of('kuar-config', '03-tls/kuard-tls-secret.yaml', 'Secret/kuard-tls', BY_ISSUE.secrets, [MARK]),
  of('kuar-config', '04-registry/my-image-pull-secret.yaml', 'Secret/my-image-pull-secret', BY_ISSUE.secrets, [MARK]),

  of('kuar-external-db', 'external-ip-service.yaml', 'Service/external-ip-database', 'service-without-ports', [
    ['spec.ports', NOTHING, [{ port: 3306, targetPort: 3306, protocol: 'TCP' }]],
  ]),

  of('kuar-dynamic-volumes', 'dynamic-volume-claim.yaml', 'PersistentVolumeClaim/my-claim', 'beta-annotations', [
    ['metadata.annotations', { 'volume.beta.kubernetes.io/storage-class': 'default' }, NOTHING],
    ['spec.storageClassName', NOTHING, 'default'],
  ]),
  of('kuar-dynamic-volumes', 'storageclass.yaml', 'StorageClass/default', 'beta-annotations', [
    ['metadata.annotations["storageclass.beta.kubernetes.io/is-default-class"]', 'true', NOTHING],
    ['metadata.annotations["storageclass.kubernetes.io/is-default-class"]', NOTHING, 'true'],
  ]),
  of('kuar-dynamic-volumes', 'storageclass.yaml', 'StorageClass/default', 'in-tree-provisioner', [
    ['provisioner', 'kubernetes.io/azure-disk', 'disk.csi.azure.com'],
  ]),
].flat();
