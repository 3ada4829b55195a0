import type { FileSystem } from '../../../process';

/** What the server notes of itself, for its next start. */
export interface ControlState {
  readonly state: 'shut down' | 'in production';
  readonly timeMs: number;
}

const path = (directory: string): string => `${directory}/global/pg_control`;

/** What the last server that had the data has noted. */
export function readControlState(files: FileSystem, directory: string): ControlState | undefined {
  return files.exists(path(directory)) ? (JSON.parse(files.readText(path(directory))) as ControlState) : undefined;
}

export function writeControlState(files: FileSystem, directory: string, state: ControlState): void {
  files.write(path(directory), `${JSON.stringify(state)}\n`, 0o600);
}
