import type { Fields } from '../fields';

/** How a Pod's spec is judged. */
export interface PodRules {
  /** Whether it is the spec of a Pod, not of a template. */
  readonly isPod: boolean;
  /** Name of the Pod; '' for templates. */
  readonly podName: string;
}

/** A spec in a template: of a Deployment and so on. */
export const TEMPLATE_RULES: PodRules = { isPod: false, podName: '' };

/** The volumes of a Pod that are well formed, by name. */
export type VolumesByName = ReadonlyMap<string, Fields>;
