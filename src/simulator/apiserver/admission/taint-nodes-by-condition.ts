import { listAt, openDraft, textAt } from '../../resources/fields';
import { concerns } from './forbid';
import type { AdmissionPlugin } from './plugin';

const NOT_READY = 'node.kubernetes.io/not-ready';

/**
 * Keeps Pods away from a new node until it is known to be ready.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/nodetaint/admission.go.
 */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  resources: ['nodes'],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (!concerns(attributes, 'nodes', 'create')) return;
    const spec = openDraft(draft, 'spec');
    const taints = listAt(spec, 'taints');
    const isTainted = taints.some(
      (taint) => textAt(taint, 'key') === NOT_READY && textAt(taint, 'effect') === 'NoSchedule',
    );
    if (!isTainted) spec['taints'] = [...taints, { key: NOT_READY, effect: 'NoSchedule' }];
  },
};
