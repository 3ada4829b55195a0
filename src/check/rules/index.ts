/** The rules for a cluster that has come to rest; a new one is a file here and a line below, causes before what follows. */
import { claims } from './claims';
import { crashes } from './crashes';
import { governingServices } from './governing-services';
import { images } from './images';
import { ingresses } from './ingresses';
import { lostData } from './lost-data';
import { probes } from './probes';
import { references } from './references';
import { refusedPods } from './refused-pods';
import type { Rule } from './rule';
import { selectors } from './selectors';
import { services } from './services';
import { unready } from './unready';
import { unschedulable } from './unschedulable';

export type { Rule } from './rule';

/** All rules, in the order in which they look. */
export const rules: readonly Rule[] = [
  images,
  references,
  governingServices,
  claims,
  refusedPods,
  unschedulable,
  probes,
  crashes,
  selectors,
  services,
  ingresses,
  lostData,
  unready,
];
