/** Manifests that tests deploy. */

/** A namespace. */
export const namespace = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

/** A ConfigMap. */
export const configMap = (
  namespaceName: string,
  name: string,
  data: Readonly<Record<string, string>> = { key: 'value' },
): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: namespaceName },
  data,
});

/** A Deployment whose Pods become ready at once. */
export const deployment = (
  namespaceName: string,
  name: string,
  { replicas = 1, image = 'nginx:1.27' }: { readonly replicas?: number; readonly image?: string } = {},
): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: namespaceName },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
  },
});

/** A Service in front of it. */
export const service = (namespaceName: string, name: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: namespaceName },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 80 }] },
});

/** A claim on storage. */
export const claim = (namespaceName: string, name: string): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: namespaceName },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

/** A definition of a kind Widget, and a Widget. */
export const widgetDefinition = (): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
});

/** A Widget. */
export const widget = (namespaceName: string, name: string, size: number): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, namespace: namespaceName },
  spec: { size },
});
