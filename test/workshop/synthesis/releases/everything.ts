import {
  choice,
  Component,
  ConfigFiles,
  type Environment,
  flag,
  image,
  IngressRoutes,
  integer,
  productionForm,
  RequiredSecret,
  resources,
  Service,
  SingletonDatabase,
  type StackDefinition,
  text,
  WebService,
  when,
  Worker,
} from '../../../../src';

/** A stack with every kind of parameter and condition, and with every form of Secret. */
export const everything: StackDefinition = {
  id: 'everything',
  title: 'Everything that a release must keep',
  source: 'tests',
  production: productionForm({
    parameters: {
      registry: text({ description: 'Registry of our images', default: 'registry.example.com/workshop' }),
      tag: text({ description: 'Tag of the image', default: '1.0.0', pattern: /^\d+(\.\d+)*$/ }),
      databaseImage: image({ description: 'Image of the database', default: 'mysql:8.4' }),
      replicas: integer({ description: 'Pods', default: 2, min: 0, max: 100 }),
      isVerbose: flag({ description: 'Writes more logs', default: false }),
      size: resources({
        description: 'Requests and limits',
        default: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
      }),
      serviceType: choice({ description: 'Reach', words: ['NodePort', 'LoadBalancer'], default: 'NodePort' }),
      nodePort: integer({ description: 'Port of nodes', min: 30000, max: 32767, optional: true }),
      storageClass: text({ description: 'Class of claims', optional: true }),
      host: text({ description: 'Host of the Ingress', optional: true }),
      ingressClass: text({ description: 'Class of the Ingress', optional: true }),
      hasMirror: flag({ description: 'Runs a mirror', default: false }),
      mirrorHost: text({ description: 'Host of the mirror, if there is one', optional: true }),
      owner: text({ description: 'Who owns it; every environment must say so' }),
    },
    build: (scope, values, surroundings) => {
      const database = new Component(scope, 'database');
      const secret = new RequiredSecret(database, 'credentials', {
        keys: { password: {}, url: { derived: (password) => `mysql://root:${password}@db.${values.owner}` } },
        labels: { owner: values.owner },
      });
      new SingletonDatabase(database, 'db', {
        port: 3306,
        dataPath: '/data',
        claim: { size: '1Gi', storageClass: values.storageClass },
        container: {
          image: values.databaseImage,
          ports: [3306],
          env: { PASSWORD: secret.value('password') },
          resources: values.size,
        },
      });
      const front = new Component(scope, 'front');
      const web = new WebService(front, 'web', {
        port: 80,
        replicas: values.replicas,
        annotations: { owner: `${values.owner} of ${surroundings.environment}` },
        containers: [
          {
            image: `${values.registry}/web:${values.tag}`,
            ports: [80],
            listens: [8081],
            resources: values.size,
            connectsTo: ['db:3306', `web.${surroundings.namespaceOf('shop')}:80`],
          },
        ],
        exposure: { type: 'as-chosen', serviceType: values.serviceType, nodePort: values.nodePort },
      });
      when(front, values.isVerbose, (around) => new ConfigFiles(around, 'logging', { entries: { level: 'debug' } }));
      when(front, values.host, (around, host) => {
        new RequiredSecret(around, 'certificate', {
          type: 'kubernetes.io/tls',
          keys: { 'tls.crt': { derived: 'certificate' }, 'tls.key': { derived: 'private-key' } },
          hosts: [host],
        });
        return new IngressRoutes(around, 'ingress', {
          name: 'web',
          className: values.ingressClass,
          tls: { certificate: [host] },
          routes: [{ host, service: web.service }],
        });
      });
      when(scope, values.hasMirror, (around) => {
        const mirror = new Worker(around, 'mirror', {
          name: `${surroundings.environment}-mirror`,
          replicas: 1,
          containers: [{ name: 'mirror', image: `${values.registry}/mirror:${values.tag}` }],
        });
        const service = new Service(around, 'mirror-service', { name: 'mirror', pods: mirror, ports: [80] });
        when(mirror, values.mirrorHost, (inner, host) => new IngressRoutes(inner, 'ingress', {
 name: 'mirror', routes: [{ host, service }] }));
        return mirror;
      });
    },
  }),
};

/** A production environment of one stack. */
export const productionOf = (
  stackId: string,
  name: string,
  stage: 'HEAD' | 'Development' | 'Staging' | 'Canary' | 'Release',
  secrets: 'derived' | 'reference' = 'reference',
): Extract<Environment, { form: 'production' }> => ({
  name,
  summary: name,
  form: 'production',
  stage,
  secrets,
  stacks: { [stackId]: { owner: 'alice' } },
});
