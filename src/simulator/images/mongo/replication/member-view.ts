import { NO_OP_TIME, type OpTime } from '../data/operation';
import type { MemberConfig } from './config';
import type { MemberState } from './member-state';

/** What a member knows of another. */
export interface MemberView {
  readonly config: MemberConfig;
  state: MemberState;
  isUp: boolean;
  lastOp: OpTime;
  lastWallMs: number;
  /** When it has last answered. */
  heardMs: number;
  /** When it was last heard to ask. */
  askedMs: number;
  upSinceMs: number;
  pingMs: number;
  configVersion: number;
  message: string;
}

/** What is known of a member that was just added. */
export const newView = (config: MemberConfig, nowMs: number): MemberView => ({
  config,
  state: 'STARTUP',
  isUp: true,
  lastOp: NO_OP_TIME,
  lastWallMs: 0,
  heardMs: nowMs,
  askedMs: 0,
  upSinceMs: nowMs,
  pingMs: 0,
  configVersion: -1,
  message: '',
});
