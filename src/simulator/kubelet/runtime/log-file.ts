import { toTimestamp } from '../../api';
import type { LogLine, LogLines } from './log-lines';

const encoder = new TextEncoder();

const LINE_END = 0x0a;

/** Time of a line as the log file has it: nanoseconds, of which virtual time knows thousands of thousands. */
export function stampOf(timeMs: number): string {
  const seconds = toTimestamp(Math.floor(timeMs / 1000) * 1000).slice(0, -1);
  return `${seconds}.${String(Math.floor(timeMs % 1000)).padStart(3, '0')}000000Z`;
}

/** `2026-01-01T00:00:00.000000000Z stdout F `, and a line end behind what has none. */
const HEAD_BYTES = 40;

const isWhole = ({ bytes }: LogLine): boolean => bytes.at(-1) === LINE_END;

/** Bytes that a line takes in its file. */
export const bytesInFile = (line: LogLine): number => HEAD_BYTES + line.bytes.length + (isWhole(line) ? 0 : 1);

/**
 * Lines as the file on the node holds them: time, stream, whether the line ends there (F) or not (P), and the line.
 *
 * Source: containerd, internal/cri/io/logger.go; Kubernetes 1.36, cri-client/pkg/logs `parseCRILog`.
 */
export function fileOf(lines: LogLines): Uint8Array {
  let size = 0;
  for (const line of lines) size += bytesInFile(line);
  const file = new Uint8Array(size);
  let offset = 0;
  const put = (bytes: Uint8Array): void => {
    file.set(bytes, offset);
    offset += bytes.length;
  };
  for (const line of lines) {
    put(encoder.encode(`${stampOf(line.timeMs)} ${line.stream} ${isWhole(line) ? 'F' : 'P'} `));
    put(line.bytes);
    if (!isWhole(line)) put(Uint8Array.of(LINE_END));
  }
  return file;
}
