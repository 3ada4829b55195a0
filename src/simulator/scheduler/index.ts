import type { Controller } from '../client';
import { filterPlugins, scorePlugins } from './plugins';
import { PodScheduler } from './scheduler';

/**
 * Chooses the nodes of Pods: those without a node whose `schedulerName` is `default-scheduler`.
 *
 * Source: Kubernetes 1.36, pkg/scheduler. Not modelled: other profiles, extenders, claims of devices (resourceClaims),
 * groups of Pods.
 */
export const scheduler: Controller = {
  name: 'default-scheduler',
  start: (context) => new PodScheduler(context, { filters: filterPlugins, scores: scorePlugins }).start(),
};
