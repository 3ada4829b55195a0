/** A workload with all that belongs to it, and a Pod of its own. */
export const WEB = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: web}}
data: {colour: blue, motto: "first line\\nsecond line\\n"}
---
apiVersion: v1
kind: Secret
metadata: {name: token}
stringData: {password: swordfish}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}, annotations: {kubernetes.io/change-cause: first}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - name: main
          image: nginx:1.27
          ports: [{name: http, containerPort: 80}]
          env:
            - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
            - {name: LOG, value: info}
          envFrom: [{secretRef: {name: token, optional: true}}]
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
          readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 5}
          volumeMounts: [{name: settings, mountPath: /etc/settings}]
      volumes: [{name: settings, configMap: {name: settings}}]
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  clusterIP: 10.0.0.80
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: v1
kind: Pod
metadata: {name: single, labels: {app: single}}
spec:
  terminationGracePeriodSeconds: 3
  containers: [{name: main, image: "nginx:1.27"}]
`;

/** A small Deployment. */
export function deployment(name: string, replicas: number, image = 'nginx:1.27'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "${image}"}]}
`;
}

/** A ConfigMap of the one key `key`. */
export function settings(name: string, value: string, label = 'none'): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, labels: {set: ${label}}}
data: {key: ${value}}
`;
}
