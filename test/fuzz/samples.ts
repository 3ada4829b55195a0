/** Valid objects of many kinds, by `apiVersion/kind`: what mutants are made of. All have the name `a`. */
const POD_SPEC = {
  containers: [
    {
      name: 'main',
      image: 'nginx:1.27',
      ports: [{ name: 'http', containerPort: 80 }],
      env: [
        { name: 'A', value: 'b' },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'a', key: 'k' } } },
      ],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
    },
  ],
  volumes: [{ name: 'data', emptyDir: {} }],
};
const TEMPLATE = { metadata: { labels: { app: 'a' } }, spec: POD_SPEC };
const SELECTOR = { matchLabels: { app: 'a' } };
const JOB_SPEC = { template: { spec: { ...POD_SPEC, restartPolicy: 'Never' } }, backoffLimit: 2 };
const RULES = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }];
const ROLE_REF = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
const SUBJECTS = [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }];
const CLAIM_SPEC = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const WEBHOOK = {
  name: 'a.example.com',
  clientConfig: { url: 'https://127.0.0.1/' },
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
  failurePolicy: 'Ignore',
};

const BODIES: Readonly<Record<string, object>> = {
  'v1/ConfigMap': { data: { k: 'v' } },
  'v1/Endpoints': { subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }] },
  'v1/Event': {
    involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' },
    reason: 'R',
    message: 'm',
    type: 'Normal',
  },
  'v1/LimitRange': { spec: { limits: [{ type: 'Container', max: { cpu: '100' } }] } },
  'v1/Namespace': {},
  'v1/Node': {},
  'v1/PersistentVolume': {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
  },
  'v1/PersistentVolumeClaim': { spec: CLAIM_SPEC },
  'v1/Pod': { spec: POD_SPEC },
  'v1/PodTemplate': { template: TEMPLATE },
  'v1/ReplicationController': { spec: { replicas: 1, selector: { app: 'a' }, template: TEMPLATE } },
  'v1/ResourceQuota': { spec: { hard: { pods: '1000' } } },
  'v1/Secret': { stringData: { k: 'v' } },
  'v1/Service': { spec: { selector: { app: 'a' }, ports: [{ port: 80, targetPort: 'http' }] } },
  'v1/ServiceAccount': {},
  'apps/v1/ControllerRevision': { revision: 1, data: { spec: {} } },
  'apps/v1/DaemonSet': { spec: { selector: SELECTOR, template: TEMPLATE } },
  'apps/v1/Deployment': { spec: { replicas: 2, selector: SELECTOR, template: TEMPLATE } },
  'apps/v1/ReplicaSet': { spec: { replicas: 1, selector: SELECTOR, template: TEMPLATE } },
  'apps/v1/StatefulSet': {
    spec: {
      serviceName: 'a',
      selector: SELECTOR,
      template: TEMPLATE,
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: CLAIM_SPEC }],
    },
  },
  'autoscaling/v1/HorizontalPodAutoscaler': {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, maxReplicas: 3 },
  },
  'autoscaling/v2/HorizontalPodAutoscaler': {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, maxReplicas: 3 },
  },
  'autoscaling/v1/Scale': { spec: { replicas: 3 } },
  'batch/v1/CronJob': { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: JOB_SPEC } } },
  'batch/v1/Job': { spec: JOB_SPEC },
  'coordination.k8s.io/v1/Lease': { spec: { holderIdentity: 'a', leaseDurationSeconds: 40 } },
  'discovery.k8s.io/v1/EndpointSlice': {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'] }],
    ports: [{ name: '', port: 80 }],
  },
  'networking.k8s.io/v1/Ingress': {
    spec: {
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  'networking.k8s.io/v1/IngressClass': { spec: { controller: 'example.com/a' } },
  'networking.k8s.io/v1/NetworkPolicy': { spec: { podSelector: SELECTOR, ingress: [{}] } },
  'policy/v1/PodDisruptionBudget': { spec: { minAvailable: 1, selector: SELECTOR } },
  'policy/v1/Eviction': {},
  'rbac.authorization.k8s.io/v1/ClusterRole': { rules: RULES },
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': { roleRef: ROLE_REF, subjects: SUBJECTS },
  'rbac.authorization.k8s.io/v1/Role': { rules: RULES },
  'rbac.authorization.k8s.io/v1/RoleBinding': { roleRef: ROLE_REF, subjects: SUBJECTS },
  'scheduling.k8s.io/v1/PriorityClass': { value: 100 },
  'storage.k8s.io/v1/CSIDriver': { spec: {} },
  'storage.k8s.io/v1/CSINode': { spec: { drivers: [] } },
  'storage.k8s.io/v1/StorageClass': { provisioner: 'example.com/a' },
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': { webhooks: [WEBHOOK] },
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': { webhooks: [WEBHOOK] },
  'authentication.k8s.io/v1/TokenRequest': { spec: { audiences: [] } },
  'authentication.k8s.io/v1/TokenReview': { spec: { token: 'x' } },
  'authentication.k8s.io/v1/SelfSubjectReview': {},
  'authorization.k8s.io/v1/SelfSubjectAccessReview': {
    spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
  },
  'authorization.k8s.io/v1/SubjectAccessReview': {
    spec: { user: 'u', resourceAttributes: { verb: 'get', resource: 'pods' } },
  },
  'authorization.k8s.io/v1/LocalSubjectAccessReview': {
    spec: { user: 'u', resourceAttributes: { namespace: 'default', verb: 'get', resource: 'pods' } },
  },
  'authorization.k8s.io/v1/SelfSubjectRulesReview': { spec: { namespace: 'default' } },
  'v1/Binding': { target: { kind: 'Node', name: 'node-1' } },
};

/** A valid body of a kind, without apiVersion, kind and metadata; undefined for kinds without a sample. */
export const sampleOf = (apiVersion: string, kind: string): object | undefined => BODIES[`${apiVersion}/${kind}`];

/** All samples as objects that can be created one after the other. */
export const samples: readonly { readonly apiVersion: string; readonly kind: string }[] = Object.entries(BODIES).map(
  ([key, body]) => {
    const slash = key.lastIndexOf('/');
    return { apiVersion: key.slice(0, slash), kind: key.slice(slash + 1), metadata: { name: 'a' }, ...body };
  },
);
