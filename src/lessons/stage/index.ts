/** Where an exercise is played: a cluster, a folder, terminals. */
export { chosen, type Material } from './material';
export { filledIn, filledInAsFarAs, isComplete, NothingThere, type Places } from './placeholders';
export { Stage, type StageOptions } from './stage';
export type { Running, Terminal } from './terminal';
