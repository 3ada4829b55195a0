/** Looks whether what must be seen is so. */
export { holds, judgeOutput, type Output, type Verdict } from './output-checks';
export { fitsLabels, judgeState, type World } from './state-checks';
export { type Bindings, isWildcard } from './text-pattern';
export { asPrintedBy } from './wordings';
