/** Containers as programs: their files, streams, logs and ends. */
export { reapOrphans } from './first-processes';
export { ContainerLog } from './container-log';
export { fileOf } from './log-file';
export type { ContainerRequest } from './container-request';
export { execSession, type SessionRequest } from './exec-session';
export { ProgramRuntime, type ProgramRuntimeOptions } from './program-runtime';
export { type LogReader, type LogSelection, readLog } from './read-log';
export { PushedInput } from './pushed-input';
export type { RuntimeNode } from './runtime-node';
export type { Sandbox } from './sandbox';
export { SessionOutput } from './session-output';
