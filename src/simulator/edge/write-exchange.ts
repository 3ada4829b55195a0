import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ClientExchange } from './connections';
import { Pump } from './connections/pump';
import type { OutgoingResponse } from './write-answer';

/** Writes an answer that comes later and in bytes, as fast as the client reads it. */
export function writeExchange(response: OutgoingResponse, exchange: ClientExchange): void {
  const out = response as ServerResponse;
  const pump = new Pump(
    (listener) =>
      exchange.open(({ status, headers }) => {
        if (out.destroyed) return;
        out.writeHead(status, headers as OutgoingHttpHeaders);
        out.flushHeaders();
      }, listener),
    {
      data: (_stream, bytes, onSent) => {
        if (out.destroyed) onSent();
        else out.write(bytes, () => onSent());
      },
      // What breaks off must not look complete.
      end: ({ error }) => (error === undefined ? out.end() : out.destroy()),
    },
  );
  if (out.destroyed) pump.close();
  else out.on('close', () => pump.close());
}
