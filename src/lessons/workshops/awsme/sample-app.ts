/** What the exercises share: the files of the sample application, its Pods as they run, and its page. */
import {
  answers,
  asks,
  type Check,
  type EditedObjects,
  edited,
  type Files,
  lines,
  objects,
  type ObjectsOf,
  rows,
} from '../../model';

/** Image of the sample application. */
export const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/sample-app:1.0.0';

/** Manifests of a stage, as the text calls their files. */
export const files = {
  db: (stage: string): Files => ({ 'manifests/db.yaml': objects(stage, 'Pod/db') }),
  dbService: (stage: string): Files => ({ 'manifests/db-svc.yaml': objects(stage, 'Service/db') }),
  backend: (stage: string): Files => ({ 'manifests/backend.yaml': objects(stage, 'Pod/backend') }),
  backendService: (stage: string): Files => ({ 'manifests/backend-svc.yaml': objects(stage, 'Service/backend') }),
  frontend: (stage: string): Files => ({ 'manifests/frontend.yaml': objects(stage, 'Pod/frontend') }),
  frontendService: (stage: string): Files => ({ 'manifests/frontend-svc.yaml': objects(stage, 'Service/frontend') }),
} as const;

/** All six manifests of a stage with three Pods and three Services. */
export const allFiles = (stage: string): Files =>
  Object.assign({}, ...Object.values(files).map((file) => file(stage))) as Files;

/** Everything of such a stage as it runs: the database first, because the backend needs it. */
export const allRunning = (stage: string): readonly ObjectsOf[] => [
  objects(stage, 'Service/db', 'Pod/db'),
  objects(stage, 'Service/backend', 'Pod/backend'),
  objects(stage, 'Service/frontend', 'Pod/frontend'),
];

/** The Secret with the password of the database. */
export const secret = objects('awsme/04-secrets', 'Secret/mysql');

/** Manifest of the backend before there are Services: it finds the database by its address. */
export const backendByAddress: EditedObjects = edited(objects('awsme/01-pods', 'Pod/backend'), [
  '192.168.228.120',
  '{{pods/db .status.podIP}}',
]);

/** Manifest of the frontend before there are Services: it finds the backend by its address. */
export const frontendByAddress: EditedObjects = edited(objects('awsme/01-pods', 'Pod/frontend'), [
  '192.168.139.209',
  '{{pods/backend .status.podIP}}',
]);

/** How the page says that it has nothing to complain of. */
export const NO_ERROR = '<p id="error" class="absent"></p>';

/** The page in a browser works: the frontend reaches the backend, and that the database. */
export const pageWorks: Check = answers('{{url svc/frontend}}', 200, NO_ERROR);

/** The page in a browser shows what MySQL says of a database that is not there. */
export const pageShowsError1049: Check = answers(
  '{{url svc/frontend}}',
  200,
  '<p id="error" class="problem">Error 1049: Unknown database &#39;sample_app&#39;</p>',
);

/** The page shows a line, where no Service leads to it yet: seen through the API server. */
export const pageSays = (line: string): Check =>
  asks('kubectl get --raw /api/v1/namespaces/default/pods/frontend:80/proxy/', lines(line));

/** What may change in a Pod, in the words of the API server. */
export const IMMUTABLE =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,' +
  '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing ' +
  'tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The labels of a part of the application. */
export const labels = (role: string) => ({ metadata: { labels: { app: 'awsme', role } } });

/** The Pods behind a Service, as the endpoints that kubectl lists. */
export const endpoints = (service: string, targets: string): Check =>
  asks(`kubectl get endpoints ${service}`, rows({ NAME: service, ENDPOINTS: targets }));
