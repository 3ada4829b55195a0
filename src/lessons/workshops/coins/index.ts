import type { Chapter } from '../../model';
import { applyFromUrl } from './apply-from-url';
import { badRollouts } from './bad-rollouts';
import { daemonSets } from './daemon-sets';
import { exposingAPort } from './exposing-a-port';
import { labelsAndSelectors } from './labels-and-selectors';
import { namespaces } from './namespaces';
import { openPorts } from './open-ports';
import { ourApp } from './our-app';
import { rollingUpdates } from './rolling-updates';

/** "Exposing services": sleepy-server, ElasticSearch and the miner of imaginary coins. */
export const coinsChapters: readonly Chapter[] = [
  exposingAPort,
  openPorts,
  ourApp,
  applyFromUrl,
  daemonSets,
  labelsAndSelectors,
  rollingUpdates,
  badRollouts,
  namespaces,
];
