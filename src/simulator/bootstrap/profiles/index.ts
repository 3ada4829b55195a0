/** The registry of cluster profiles; a new one is a file here and a line below. */
import { aws } from './aws';
import { desktop } from './desktop';
import { minikube } from './minikube';
import { plain } from './plain';
import type { ClusterProfile } from './profile';
import { tacc } from './tacc';
import { workshop } from './workshop';

export type { ClusterProfile, LoadBalancerPlan } from './profile';

const all = { plain, aws, workshop, minikube, desktop, tacc };

/** Name of a profile. */
export type ProfileName = keyof typeof all;

/** Every profile by its name, in the order of the help. */
export const profiles: Readonly<Record<ProfileName, ClusterProfile>> = all;
