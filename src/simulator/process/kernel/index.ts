/** What runs the programs of a container: processes, signals, pipes, terminals, processors. */
export { nullStream } from './null-stream';
export { createPipe } from './pipe';
export type { ProcessTable } from './process-table';
export { delay, planForProgram } from './program-timers';
export { createProcessor } from './shared-processor';
export { endedBy, findSignal, signalNumber } from './signals';
export { startContainer } from './start-container';
export { Terminal, type TerminalListener, type TerminalMode } from './terminal';
export { terminalOf } from './terminal-of';
