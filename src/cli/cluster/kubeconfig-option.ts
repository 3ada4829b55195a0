import { join } from 'node:path';
import type { Given, Option } from '../options';
import { KEPT_FOLDER } from '../simulation/kept-folder';
import { kubeconfigOf, type Steering, steeringOf } from './steering';

const USUAL = join(KEPT_FOLDER, 'kubeconfig');

/** The option that says which cluster is meant. */
export const KUBECONFIG_OPTION: Option = {
  kind: 'text',
  value: 'FILE',
  description:
    `kubeconfig that 'workshop simulate' wrote; if not given the one that KUBECONFIG names, ` +
    `or else ${KEPT_FOLDER}/kubeconfig`,
};

/** The way to the cluster that is meant. Throws UsageError when there is none. */
export const chosenSteering = (given: Given): Steering =>
  steeringOf(kubeconfigOf(given.text('kubeconfig'), process.env['KUBECONFIG'], USUAL));
