/** Synthesis: from stacks and environments to a folder of manifests. */
export { buildSets } from './build-sets';
export type { Finding } from './finding';
export { describeFinding, judge } from './judge';
export type { Manifest, ObjectSet, RequiredSecretEntry, SynthesizedChart, SynthesizedObject } from './object-set';
export type { IndexedObject, IndexedSecret, IndexedStack, OutputIndex } from './output-index';
export type { EnvironmentTree } from './output-tree';
export { SelectionError } from './program';
export type { Program, Selection } from './program';
export { FindingsError, MissingFolderError, render, synthesize } from './synthesize';
export type { ProgressEvent, SynthesisOptions, SynthesisResult } from './synthesize';
export { objectsOf, SynthesisError, walk } from './walk';
export { OutputFolderError } from './write-tree';
export type { Changes, Difference } from './write-tree';
export { toYaml, toYamlStream } from './yaml';
