import type { Chapter } from '../../model';
import { appendixA } from './appendix-a';
import { introduction } from './chapter-01-intro';
import { containers } from './chapter-02-containers';
import { runningContainers } from './chapter-02-running';
import { addOns } from './chapter-03-add-ons';
import { clusters } from './chapter-03-clusters';
import { changingObjects } from './chapter-04-changing';
import { debugging } from './chapter-04-debugging';
import { lookingAtObjects } from './chapter-04-looking';
import { access } from './chapter-05-access';
import { health } from './chapter-05-health';
import { pods } from './chapter-05-pods';
import { resources } from './chapter-05-resources';
import { volumes } from './chapter-05-volumes';
import { labels } from './chapter-06-labels';
import { selectors } from './chapter-06-selectors';
import { details } from './chapter-07-details';
import { outside } from './chapter-07-outside';
import { services } from './chapter-07-services';
import { ingressControllers } from './chapter-08-controllers';
import { ingresses } from './chapter-08-ingress';
import { ingressRules } from './chapter-08-rules';
import { ingressTls } from './chapter-08-tls';
import { decoupled } from './chapter-09-decoupled';
import { replicaSets } from './chapter-09-replica-sets';
import { deployments } from './chapter-10-deployments';
import { rollouts } from './chapter-10-rollouts';
import { strategies } from './chapter-10-strategies';
import { daemonSets } from './chapter-11-daemon-sets';
import { daemonSetUpdates } from './chapter-11-updates';
import { jobs } from './chapter-12-jobs';
import { parallelJobs } from './chapter-12-parallel';
import { queues } from './chapter-12-queues';
import { configMaps } from './chapter-13-config-maps';
import { configLimits } from './chapter-13-limits';
import { managingConfig } from './chapter-13-managing';
import { secrets } from './chapter-13-secrets';
import { rbac } from './chapter-14-rbac';
import { dynamicVolumes } from './chapter-15-dynamic-volumes';
import { externalDatabases } from './chapter-15-external-databases';
import { singletons } from './chapter-15-singletons';
import { statefulSets } from './chapter-15-stateful-sets';
import { ghost } from './chapter-17-ghost';
import { jupyterAndParse } from './chapter-17-jupyter-and-parse';
import { redisWithSentinels } from './chapter-17-redis';
import { sentinels } from './chapter-17-sentinels';
import { filesAndVersions } from './chapter-18-files-and-versions';
import { parametersOfPlaces } from './chapter-18-parameters';
import { worldwide } from './chapter-18-worldwide';

/** Notes on "Kubernetes: Up and Running". */
export const kuarChapters: readonly Chapter[] = [
  introduction,
  containers,
  runningContainers,
  clusters,
  addOns,
  lookingAtObjects,
  changingObjects,
  debugging,
  pods,
  access,
  health,
  resources,
  volumes,
  labels,
  selectors,
  services,
  outside,
  details,
  ingresses,
  ingressRules,
  ingressControllers,
  ingressTls,
  replicaSets,
  decoupled,
  deployments,
  rollouts,
  strategies,
  daemonSets,
  daemonSetUpdates,
  jobs,
  parallelJobs,
  queues,
  configMaps,
  secrets,
  configLimits,
  managingConfig,
  rbac,
  externalDatabases,
  singletons,
  dynamicVolumes,
  statefulSets,
  jupyterAndParse,
  ghost,
  redisWithSentinels,
  sentinels,
  filesAndVersions,
  parametersOfPlaces,
  worldwide,
  appendixA,
];
