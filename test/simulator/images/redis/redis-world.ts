import { redisImage } from '../../../../src/simulator/images/redis';
import { type Coroutine, decodeText, runTask, Volume } from '../../../../src/simulator/process';
import { encodeCommand } from '../../../../src/simulator/images/redis/protocol/encode-reply';
import { bytesOfText, fromByteText } from '../../../../src/simulator/images/redis/protocol/byte-text';
import { ProgramWorld, type WorldContainer, type WorldContainerOptions } from '../program-world';

/** Redis servers in Pods of their own. */
export class RedisWorld extends ProgramWorld {
  constructor() {
    super([redisImage]);
  }

  /** A volume that outlives Pods; only root may write to it at first. */
  volume(): Volume {
    return new Volume({ nowMs: () => this.net.loop.nowMs });
  }

  /** Starts a server of a version and lets it come up. */
  redis(name: string, tag = '7.0.15', options: WorldContainerOptions = {}): WorldContainer {
    const container = this.start(name, `redis:${tag}`, options);
    this.pass(10);
    return container;
  }

  /** Opens a connection from a node and sends what it is told; reads what has come after a while. */
  connect(server: WorldContainer, port = 6379): RawConnection {
    const from = this.net.network.nodeStack('n1');
    const connection = this.net.run(from.connect(server.address, port)).value;
    let text = '';
    const read = function* (): Coroutine<void> {
      for (let bytes = yield* connection.read(); bytes !== undefined; bytes = yield* connection.read()) {
        text += decodeText(bytes);
      }
      text += '<end>';
    };
    runTask(read());
    return {
      say: (given) => {
        this.net.run(connection.write(fromByteText(bytesOfText(given))));
        this.pass(10);
        const heard = text;
        text = '';
        return heard;
      },
      close: () => connection.end(),
    };
  }
}

/** A connection of a test. */
export interface RawConnection {
  /** Sends text and returns what has come since the last call. */
  say(text: string): string;
  close(): void;
}

/** What redis-cli prints for a command, without the last line ends. */
export const cli = (container: WorldContainer, ...words: readonly string[]): string =>
  container.command(['redis-cli', ...words]).output.replace(/\n+$/, '');

/** A command in RESP. */
export const request = (...words: readonly string[]): string => encodeCommand(words.map(bytesOfText));
