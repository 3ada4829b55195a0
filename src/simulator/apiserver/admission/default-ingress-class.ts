import { draftAt, mapAt, openDraft } from '../../resources/fields';
import { findDefaultClass } from './default-class';
import { concerns } from './forbid';
import type { AdmissionPlugin } from './plugin';

const MARK = 'ingressclass.kubernetes.io/is-default-class';
/** How an Ingress named its class before it was a field. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/**
 * Gives an Ingress that names no class the default one.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/network/defaultingressclass/admission.go.
 */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  resources: ['networking.k8s.io/ingresses'],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (!concerns(attributes, 'networking.k8s.io/ingresses', 'create')) return;
    const spec = openDraft(draft, 'spec');
    const annotations = mapAt(draftAt(draft, 'metadata'), 'annotations');
    if (spec['ingressClassName'] !== undefined || annotations?.[CLASS_ANNOTATION] !== undefined) return;
    const found = findDefaultClass(attributes.context.lookupAll('networking.k8s.io/ingressclasses'), [MARK]);
    if (found !== undefined) spec['ingressClassName'] = found.metadata.name ?? '';
  },
};
