/** The checks of synthesis; a new one is a file here and a line below. */
import type { Check } from '../finding';
import { autoscaledReplicas } from './autoscaled-replicas';
import { clearTextSecret } from './clear-text-secret';
import { clusterName } from './cluster-name';
import { containerCare } from './container-care';
import { providerVolume, volatileData } from './data-volumes';
import { duplicateObject } from './duplicate-object';
import { hosts } from './hosts';
import { environmentInImage, imageTag } from './images';
import { kindByNeed } from './kind-by-need';
import { nodePorts } from './node-ports';
import { ports } from './ports';
import { references } from './references';
import { removedApi } from './removed-api';
import { rolloutLimits } from './rollout-limits';
import { schema } from './schema';
import { selectorMismatch, selectorOverlap, selectorWithoutPods } from './selectors';
import { targets } from './targets';

/** Every check, in the order in which findings are reported: for all forms first, then for the production form. */
export const checks: readonly Check[] = [
  schema,
  removedApi,
  duplicateObject,
  selectorMismatch,
  selectorOverlap,
  selectorWithoutPods,
  ports,
  nodePorts,
  references,
  targets,
  hosts,
  imageTag,
  environmentInImage,
  clearTextSecret,
  kindByNeed,
  rolloutLimits,
  containerCare,
  volatileData,
  providerVolume,
  autoscaledReplicas,
  clusterName,
];
