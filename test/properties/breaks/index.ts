import type { Break } from './break';
import { brokenControlPlane } from './control-plane';
import { brokenRollouts } from './rollouts';

export type { Break } from './break';

/** Decision rules that are broken on purpose: every one must be caught by the rules of clusters. */
export const breaks: readonly Break[] = [...brokenRollouts, ...brokenControlPlane];
