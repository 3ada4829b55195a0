import type { Draft } from '../../api';
import { draftAt, fieldsAt, mapAt, textAt } from '../../resources/fields';
import { concerns, forbidden } from './forbid';
import type { AdmissionPlugin } from './plugin';

/**
 * Refuses Pods of a RuntimeClass that does not exist, and gives the others its overhead and its node selector. Not
 * modelled: tolerations of a class.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/runtimeclass/admission.go.
 */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  resources: ['pods'],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (!concerns(attributes, 'pods', 'create')) return;
    const spec = draftAt(draft, 'spec') as Draft | undefined;
    const name = textAt(spec, 'runtimeClassName');
    if (spec === undefined || name === '') return;
    const found = attributes.context.lookup('node.k8s.io/runtimeclasses', '', name);
    if (found === undefined) throw forbidden(draft, attributes, `pod rejected: RuntimeClass "${name}" not found`);
    const overhead = mapAt(fieldsAt(found, 'overhead'), 'podFixed');
    if (overhead !== undefined) spec['overhead'] = { ...overhead };
    const wanted = mapAt(fieldsAt(found, 'scheduling'), 'nodeSelector') ?? {};
    const own = mapAt(spec, 'nodeSelector') ?? {};
    const conflict = Object.keys(wanted).find((key) => own[key] !== undefined && own[key] !== wanted[key]);
    if (conflict !== undefined) {
      throw forbidden(
        draft,
        attributes,
        `conflict: runtimeClass.scheduling.nodeSelector[${conflict}] = ${wanted[conflict] ?? ''}; ` +
          `pod.spec.nodeSelector[${conflict}] = ${own[conflict] ?? ''}`,
      );
    }
    if (Object.keys(wanted).length > 0) spec['nodeSelector'] = { ...own, ...wanted };
  },
};
