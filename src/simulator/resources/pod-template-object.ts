import { fieldsAt } from './fields';
import { defaultPodTemplate, validatePodTemplate } from './pods/template';
import { podWarnings } from './pods/warnings';
import type { Strategy } from './resource';

/** Templates of Pods that stand for themselves. Source: Kubernetes 1.36, pkg/registry/core/podtemplate/strategy.go. */
export const podTemplateStrategy: Strategy = {
  default: defaultPodTemplate,
  validate: (object) => validatePodTemplate(fieldsAt(object, 'template'), 'template'),
  validateUpdate: (object) => validatePodTemplate(fieldsAt(object, 'template'), 'template'),
  warnings: (object) => podWarnings(fieldsAt(object, 'template'), 'template'),
  returnsDeletedObject: true,
  hasGeneration: true,
};
