/** The revisions of templates that StatefulSets and DaemonSets keep as ControllerRevisions. */
export { decideHistory, excessRevisions, sortedRevisions, type History } from './decide-history';
export { keepsData, revisionData, templateOf, type RevisionData } from './revision-data';
export { revisionHash, revisionName } from './revision-hash';
export { newRevision, Revisions, type NewRevision, type RevisionDraft } from './revisions';
