/** Checks of manifests on a simulated cluster: what a real one would do with them. */
export type { CheckedSet, CheckedStack, CheckOptions, CheckResult, StackResult } from './checked-set';
export { checkSet } from './check-set';
export { type CheckedName, type Finding, nameText, type Severity } from './finding';
export { secretsWanted, type WantedSecret } from './wanted-secrets';
