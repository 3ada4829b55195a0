import type { Stream } from '../streams';
import { Descriptor } from './descriptor';
import { deviceOf, type Terminal } from './terminal';

/**
 * The terminal behind a stream of a process, to change its mode or its foreground group; undefined for a stream of another
 * kind.
 */
export const terminalOf = (stream: Stream): Terminal | undefined =>
  deviceOf(stream instanceof Descriptor ? stream.open.stream : stream);
