import { checkSet, type CheckOptions, type CheckResult, type Finding } from '../../src/check';
import { readManifests } from '../../src/simulator';

/** What a check says of manifests. */
export function checked(text: string, options: CheckOptions = {}): CheckResult {
  const { manifests, problems } = readManifests([{ file: 'app.yaml', text }]);
  const stack = { name: 'app', namespace: 'default', manifests, problems };
  return checkSet({ name: 'sample', stacks: [stack] }, { profile: 'plain', ...options });
}

/** `error probe Deployment default/web: ...`: findings as lines. */
export const linesOf = ({ findings }: CheckResult): string[] =>
  findings.map(
    ({ severity, rule, object: { kind, namespace, name }, message }: Finding) =>
      `${severity} ${rule} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}: ${message}`,
  );

/** What is different about a web application that is all right without. */
export interface AppOptions {
  /** Fields of the spec of the Deployment, as YAML in one line: `replicas: 2`. */
  readonly spec?: string;
  /** Fields of the spec of the Pods. */
  readonly pod?: string;
  /** Fields of the container. */
  readonly container?: string;
  readonly image?: string;
  readonly selector?: string;
  readonly targetPort?: string;
  /** More documents. */
  readonly more?: string;
}

/** A Deployment of kuard, which answers at /ready, and its Service. */
export function app(options: AppOptions = {}): string {
  const { spec = 'replicas: 2', pod = '', container = '', selector = 'web', targetPort = '8080', more } = options;
  const { image = 'gcr.io/kuar-demo/kuard-amd64:blue' } = options;
  const probe = /Probe/.test(container) ? '' : 'readinessProbe: { httpGet: { path: /ready, port: 8080 } },';
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  ${spec}
  template:
    metadata: { labels: { app: web } }
    spec:
      ${pod}
      containers: [{ name: main, image: '${image}', ports: [{ containerPort: 8080 }], ${probe} ${container} }]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: ${selector} }, ports: [{ port: 80, targetPort: ${targetPort} }] }
${more === undefined ? '' : `---\n${more}`}
`;
}
