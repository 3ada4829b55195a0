import { defineImage, type ImageDefinition } from '../../../../src/simulator/images';
import { fromByteText } from '../../../../src/simulator/images/redis/protocol/byte-text';
import { encodeReply } from '../../../../src/simulator/images/redis/protocol/encode-reply';
import { type Reply } from '../../../../src/simulator/images/redis/protocol/reply';
import { RequestParser } from '../../../../src/simulator/images/redis/protocol/request-parser';
import type { Connection, Coroutine, Program } from '../../../../src/simulator/process';

/** What dockercoins asks of redis, and no more. */
class Counters {
  private hashes = 0;
  private readonly wallet = new Map<string, string>();

  answer([command, , ...args]: readonly string[]): Reply {
    switch (command) {
      case 'INCRBY':
        this.hashes += Number(args[0]);
        return this.hashes;
      case 'GET':
        return String(this.hashes);
      case 'HLEN':
        return this.wallet.size;
      default: {
        const isNew = !this.wallet.has(args[0] ?? '');
        this.wallet.set(args[0] ?? '', args[1] ?? '');
        return isNew ? 1 : 0;
      }
    }
  }
}

function* serve(connection: Connection, counters: Counters): Coroutine<void> {
  const parser = new RequestParser();
  for (let bytes = yield* connection.read(); bytes !== undefined; bytes = yield* connection.read()) {
    parser.push(bytes);
    for (let words = parser.next(); words !== undefined; words = parser.next()) {
      yield* connection.write(fromByteText(encodeReply(counters.answer(words), 2)));
    }
  }
}

const program: Program = function* (process) {
  const counters = new Counters();
  const listener = process.network.listen({ port: 6379 });
  for (;;) process.start(serve(yield* listener.accept(), counters));
};

/** An image `counting-redis` that keeps counters for tests. */
export const countingRedis: ImageDefinition = defineImage({
  repositories: ['docker.io/library/counting-redis'],
  image: () => ({ command: ['/redis'], layers: [{ '/redis': { type: 'program', program } }] }),
});
