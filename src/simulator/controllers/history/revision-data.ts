import { equalJson, isJsonObject, type ControllerRevision, type PodTemplateSpec } from '../../api';

/** What a ControllerRevision keeps: a strategic merge patch that restores the template. */
export interface RevisionData {
  readonly spec: { readonly template: PodTemplateSpec & { readonly $patch: 'replace' } };
}

/** Source: Kubernetes 1.36, pkg/controller/statefulset `getPatch`, pkg/controller/daemon `getPatch`. */
export const revisionData = (template: PodTemplateSpec): RevisionData => ({
  spec: { template: { ...template, $patch: 'replace' } },
});

/** Whether a revision keeps `data`. Source: pkg/controller/history `EqualRevision`, pkg/controller/daemon `Match`. */
export const keepsData = (revision: ControllerRevision, data: RevisionData): boolean => equalJson(revision.data, data);

/** The template that a revision restores; undefined when it was written by hand and has none. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec | undefined {
  const spec = isJsonObject(data) ? data['spec'] : undefined;
  const template = isJsonObject(spec) ? spec['template'] : undefined;
  if (!isJsonObject(template)) return undefined;
  const { $patch: _directive, ...restored } = template;
  return restored as unknown as PodTemplateSpec;
}
