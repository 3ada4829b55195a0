import type { RemoteListener } from '../../../api';

/** Bytes of a page that are kept until it is complete; a longer one is handed on as it is. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;

/** Keeps a page until it is complete, and hands on what `rewrite` makes of it. */
export function pageListener(listener: RemoteListener, rewrite: (page: string) => string): RemoteListener {
  let kept: Uint8Array[] | undefined = [];
  let size = 0;
  return {
    data: (stream, bytes) => {
      if (kept === undefined) {
        listener.data(stream, bytes);
        return;
      }
      kept.push(bytes);
      size += bytes.length;
      if (size <= PAGE_BYTES_MAX) return;
      const soFar = kept;
      kept = undefined;
      for (const each of soFar) listener.data(stream, each);
    },
    end: (outcome) => {
      if (kept !== undefined && size > 0) {
        listener.data('stdout', new TextEncoder().encode(rewrite(new TextDecoder().decode(joined(kept, size)))));
      }
      listener.end(outcome);
    },
    ready: () => listener.ready(),
  };
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let offset = 0;
  for (const each of pieces) {
    all.set(each, offset);
    offset += each.length;
  }
  return all;
}
