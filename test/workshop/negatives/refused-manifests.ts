import { given, lesson, LessonCluster } from './lesson-cluster';
import type { Negative } from './negative';

const UNCHANGEABLE =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,' +
  '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

const ENVIRONMENT_FROM_SECRET = ` {
      "Name": "MYSQL_ROOT_PASSWORD",
+     "Value": "",
+     "ValueFrom": {
+      "FieldRef": null,
+      "ResourceFieldRef": null,
+      "ConfigMapKeyRef": null,
+      "SecretKeyRef": {
+       "Name": "mysql",
+       "Key": "password",
+       "Optional": null
+      },
+      "FileKeyRef": null
+     }`;

/** Manifests that cannot be applied, with what is said of them, whole. */
export const refusedManifests: readonly Negative[] = [
  {
    id: 'AWSME-10',
    what: 'the new command of a running Pod is refused, with the lines that differ',
    play: () => {
      const lessons = new LessonCluster('aws');
      lessons.begin(...lesson('awsme/01-pods'));
      const [said] = lessons.apply(...lesson('awsme/02-services', 'Pod/backend'));
      expect(said?.replace(/-db-host=[\d.]+/, '-db-host=<ip>')).toBe(
        `pod/backend: Pod "backend" is invalid: ${UNCHANGEABLE}
@@ -98,7 +98,7 @@
     "-mode=backend",
     "-run-migrations",
     "-port=8080",
-    "-db-host=<ip>",
+    "-db-host=db",
     "-db-password=very-secret-password"
    ],
    "Args": null,
`,
      );
    },
  },
  {
    id: 'AWSME-17',
    what: 'environment and command of two running Pods are refused',
    play: () => {
      const lessons = new LessonCluster('aws');
      lessons.begin(...lesson('awsme/03-loadbalancer'));
      const [db = '', backend = ''] = lessons.apply(...lesson('awsme/04-secrets', 'Pod/db', 'Pod/backend'));
      expect(db.startsWith(`pod/db: Pod "db" is invalid: ${UNCHANGEABLE}\n@@ -109,8 +109,18 @@\n`)).toBe(true);
      expect(db.replaceAll(/^-.*\n/gm, '')).toContain(ENVIRONMENT_FROM_SECRET);
      expect(backend.startsWith(`pod/backend: Pod "backend" is invalid: ${UNCHANGEABLE}\n@@ -94,12 +94,9 @@\n`)).toBe(
        true,
      );
      expect(backend).toContain('-   "Env": null,\n+   "Env": [\n');
    },
  },
  {
    id: 'COINS-17',
    what: 'a Deployment cast into a DaemonSet has unknown fields',
    play: () => {
      const lessons = new LessonCluster('workshop');
      lessons.begin(...lesson('dockercoins/03-scaled'));
      expect(lessons.apply(...lesson('dockercoins/04-daemonset-cast-invalid'))).toEqual([
        'daemonset.apps/rng: DaemonSet in version "v1" cannot be handled as a DaemonSet: strict decoding error: unknown field "spec.progressDeadlineSeconds", unknown field "spec.replicas", unknown field "spec.strategy"',
      ]);
    },
  },
  {
    id: 'KUAR08-04',
    what: 'the Ingress of the text is of a version that is gone',
    play: () => {
      expect(new LessonCluster('minikube').apply(...given('kuar-ingress/simple-ingress.yml'))).toEqual([
        'ingress.extensions/simple-ingress: no matches for kind "Ingress" in version "extensions/v1beta1"; ensure CRDs are installed first',
      ]);
    },
  },
  {
    id: 'KUAR08-11',
    what: 'placeholders are no base64',
    play: () => {
      expect(new LessonCluster('minikube').apply(...given('kuar-ingress/tls-secret.yml'))).toEqual([
        'secret/tls-secret-name: Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
      ]);
    },
  },
  {
    id: 'KUAR12-10',
    what: 'the CronJob of the text is of a version that is gone',
    play: () => {
      expect(new LessonCluster('minikube').apply(...given('kuar-cronjob/example-cron.yaml'))).toEqual([
        'cronjob.batch/example-cron: no matches for kind "CronJob" in version "batch/v1beta1"; ensure CRDs are installed first',
      ]);
    },
  },
  {
    id: 'KUAR15-03',
    what: 'a Service without ports is refused',
    play: () => {
      expect(new LessonCluster('minikube').apply(...given('kuar-external-db/external-ip-service.yaml'))).toEqual([
        'service/external-ip-database: Service "external-ip-database" is invalid: spec.ports: Required value',
      ]);
    },
  },
  {
    id: 'VOTE-12',
    what: 'nothing can be made in a namespace that does not exist',
    play: () => {
      const said = new LessonCluster('desktop').apply(...lesson('voting-pods/ex3-solution'));
      expect(said.map((line) => line.replace(/^.*?: /, ''))).toEqual(
        said.map(() => 'namespaces "workshop-day1-solutions" not found'),
      );
      expect(said).toHaveLength(5);
    },
  },
];
