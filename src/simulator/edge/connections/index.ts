/** Connections from clients into the cluster, whatever carries them. */
export type {
  ClientCommand,
  ClientConnection,
  ClientExchange,
  ClientPortForward,
  ClientSession,
} from './client-session';
export { Entrance } from './entrance';
export { PlayedConnections } from './played-connections';
export { type ConnectionNote, RecordedConnections } from './recorded-connections';
