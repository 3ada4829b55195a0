// The same objects for the peers: a Helm chart with a loop, and a kustomization over one file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { nameOf } = createRequire(import.meta.url)('./pair.cjs');

/** The pair of objects with `name` in place of the name. */
const documentsOf = (name) => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  progressDeadlineSeconds: 120
  replicas: 3
  revisionHistoryLimit: 5
  selector:
    matchLabels:
      app: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      annotations:
        kubernetes.io/change-cause: first version
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          image: registry.example.com/shop/web:1.4.2
          env:
            - name: LOG_LEVEL
              value: info
          livenessProbe:
            httpGet:
              path: /healthy
              port: 8080
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          resources:
            limits:
              cpu: 200m
              memory: 128Mi
            requests:
              cpu: 100m
              memory: 64Mi
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  ports:
    - port: 80
      targetPort: 8080
  selector:
    app: ${name}
`;

/** Writes a chart that makes `count` pairs in a loop, and returns its folder. */
export function writeHelmChart(folder, count) {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n');
  writeFileSync(join(folder, 'values.yaml'), `count: ${count}\n`);
  const body = documentsOf('{{ $name }}');
  writeFileSync(
    join(folder, 'templates', 'pairs.yaml'),
    `{{- range $index := until (int .Values.count) }}\n{{- $name := printf "app-%05d" $index }}\n${body}{{- end }}\n`,
  );
  return folder;
}

/** Writes a kustomization over one file with `count` pairs, and returns its folder. */
export function writeKustomization(folder, count) {
  mkdirSync(folder, { recursive: true });
  const text = Array.from({ length: count }, (_, index) => documentsOf(nameOf(index))).join('');
  writeFileSync(join(folder, 'pairs.yaml'), text);
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources:\n  - pairs.yaml\n');
  return folder;
}
