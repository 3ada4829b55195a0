import type { ApiHead } from '../..';
import type { ClientExchange } from './client-session';
import { Pump } from './pump';
import { headText } from './raw-answer';
import type { Wire } from './wire';

/**
 * Carries an exchange whose request asks for an upgrade: its answer, and, when that is 101, bytes in both directions until
 * either side ends them.
 */
export async function carryExchange(wire: Wire, exchange: ClientExchange): Promise<void> {
  let isUpgraded = false;
  const begin = ({ status, headers }: ApiHead): void => {
    isUpgraded = status === 101;
    // The end of the connection is the end of any other answer.
    const { 'content-length': _length, ...rest } = headers;
    const kept = isUpgraded ? headers : { ...rest, connection: 'close' };
    wire.write([Buffer.from(headText({ status, headers: kept }), 'latin1')]);
  };
  const pump = new Pump((listener) => exchange.open(begin, listener), {
    data: (_stream, bytes, onSent) => wire.write([bytes], onSent),
    end: ({ error }) => (error === undefined ? wire.end() : wire.destroy()),
  });
  wire.onClose(() => pump.close());
  try {
    for await (const bytes of wire.incoming) {
      if (isUpgraded) await pump.send(bytes);
    }
    pump.endInput();
  } catch {
    wire.destroy();
  }
}
