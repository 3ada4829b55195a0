import { type Fields, listAt, openDraft, textAt } from '../../resources/fields';
import { concerns } from './forbid';
import type { AdmissionPlugin } from './plugin';

/** How long Pods stay on a node that is lost. Source: Kubernetes 1.36, plugin/pkg/admission/defaulttolerationseconds. */
const TOLERATION_SECONDS = 300;

/** One for each taint of a lost node. */
const TOLERATIONS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: TOLERATION_SECONDS,
}));

const tolerates = (toleration: Fields, taint: string): boolean =>
  ['', taint].includes(textAt(toleration, 'key')) && ['', 'NoExecute'].includes(textAt(toleration, 'effect'));

/** Lets every Pod stay five minutes on a node that is not ready or unreachable, unless it says otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  resources: ['pods'],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (!concerns(attributes, 'pods', 'create', 'update')) return;
    const spec = openDraft(draft, 'spec');
    const given = listAt(spec, 'tolerations');
    if (given.length === 0) {
      spec['tolerations'] = TOLERATIONS;
      return;
    }
    const missing = TOLERATIONS.filter(({ key }) => !given.some((toleration) => tolerates(toleration, key)));
    if (missing.length > 0) spec['tolerations'] = [...given, ...missing];
  },
};
