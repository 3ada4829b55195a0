import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OutsideClients } from '../support/forwarded-program';
import { describeWithKubectl } from '../support/real-kubectl';
import { ServedCluster } from '../support/simulated-cluster';
import { ROOT } from '../support/source-files';

// A Pod starts and kubectl connects: both take their time.
jest.setTimeout(60_000);

/** Where `node scripts/get-redis-clients.mjs` puts them. */
const FOLDER = join(ROOT, '.cache', 'redis-clients', 'usr');
const ENV = {
  PATH: `${join(FOLDER, 'bin')}:${process.env['PATH'] ?? ''}`,
  LD_LIBRARY_PATH: join(FOLDER, 'lib', 'x86_64-linux-gnu'),
  PYTHONPATH: join(FOLDER, 'lib', 'python3', 'dist-packages'),
};

/** What a Python program does with the library redis-py; it prints what came of it. */
const PROGRAM = `
import json, redis, sys
client = redis.Redis(port=int(sys.argv[1]), decode_responses=True)
with client.pipeline() as pipe:
    results = pipe.set('hits', 1).incr('hits').hset('page', mapping={'title': 'x'}).hgetall('page').zadd('z', {'a': 1.5}).zrange('z', 0, -1, withscores=True).execute()
listener = client.pubsub()
listener.subscribe('news')
listener.get_message(timeout=5)
client.publish('news', 'hello')
message = listener.get_message(timeout=5)
try:
    client.lpush('hits', 'x')
except redis.exceptions.ResponseError as error:
    refused = str(error)
print(json.dumps({'results': results, 'message': message['data'], 'refused': refused, 'popped': client.blpop('none', timeout=1), 'version': client.info()['redis_version'], 'keys': sorted(client.scan_iter())}))
`;

const clients = new OutsideClients(ENV);

const hasClients = spawnSync('/usr/bin/python3', ['-c', 'import redis'], { env: ENV }).status === 0;

if (hasClients) {
  describeWithKubectl('clients of Redis through kubectl port-forward', ({ path }) => {
    let cluster: ServedCluster;
    let port: number;

    beforeAll(async () => {
      cluster = await ServedCluster.start();
      await cluster.run(path, ['run', 'redis', '--image=redis:7.0.15']);
      await cluster.run(path, ['wait', '--for=condition=Ready', 'pod/redis', '--timeout=30s']);
      port = await clients.forward(path, cluster.kubeconfig, 'pod/redis', 6379);
    });

    afterAll(async () => {
      clients.stop();
      await cluster.stop();
    });

    beforeEach(() => clients.printed('redis-cli', ['-p', String(port), 'flushall']));

    test('redis-cli gets what the Pod holds, and the other way round', async () => {
      const lines = 'set greeting "hello world"\nincr n\nincr n\nrpush list a b c\nlrange list 0 -1\nget list\n';
      expect(await clients.printed('redis-cli', ['-p', String(port)], lines)).toBe(
        'OK\n1\n2\n3\na\nb\nc\nWRONGTYPE Operation against a key holding the wrong kind of value\n\n',
      );
      const { out } = await cluster.run(path, ['exec', 'redis', '--', 'redis-cli', 'get', 'greeting']);
      expect(out).toBe('hello world\n');
    });

    test('redis-py runs pipelines, listens to channels, waits, and hears errors', async () => {
      expect(JSON.parse(await clients.printed('/usr/bin/python3', ['-c', PROGRAM, String(port)]))).toEqual({
        results: [true, 2, 1, { title: 'x' }, 1, [['a', 1.5]]],
        message: 'hello',
        refused: 'WRONGTYPE Operation against a key holding the wrong kind of value',
        popped: null,
        version: '7.0.15',
        keys: ['hits', 'page', 'z'],
      });
    });
  });
} else {
  if (process.env['CI'] === 'true' && process.env['REDIS_CLIENTS'] !== 'none')
    throw new Error('CI needs clients of Redis');
  test('nothing is called: this machine has no clients of Redis', () => expect(hasClients).toBe(false));
}
