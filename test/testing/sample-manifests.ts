/** What may be different about the web application of the tests. */
export interface WebOptions {
  readonly replicas?: number;
  readonly image?: string;
  readonly selector?: string;
  readonly probePath?: string;
  readonly cpu?: string;
  readonly maxUnavailable?: number;
  readonly maxSurge?: number;
}

/** A Deployment with a Service, as YAML. kuard answers at /ready and /healthy, and nowhere else than at its pages. */
export function web(options: WebOptions = {}): string {
  const { replicas = 2, image = 'gcr.io/kuar-demo/kuard-amd64:blue', selector = 'web', probePath = '/ready' } = options;
  const { cpu = '100m', maxUnavailable = 0, maxSurge = 1 } = options;
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  strategy: { rollingUpdate: { maxUnavailable: ${maxUnavailable}, maxSurge: ${maxSurge} } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ${image}
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: ${probePath}, port: 8080 } }
          resources: { requests: { cpu: ${cpu}, memory: 64Mi } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: ${selector} }
  ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]
`;
}

/** A budget that keeps so many Pods of the web application. */
export const budget = (minAvailable: number): string => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: ${minAvailable}, selector: { matchLabels: { app: web } } }
`;
