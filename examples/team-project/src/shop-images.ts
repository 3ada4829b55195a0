import {
  type Coroutine,
  defineImage,
  type Process,
  type Program,
  resolve,
  serveHttp,
  textResponse,
  waitForEver,
} from 'workshop-stacks/programs';

/** Port of the pages. */
const PORT = 8080;

/** Virtual milliseconds that the shop takes to start. */
const START_MS = 3_000;

/** Whether somebody listens where the orders should be. */
function* findsDatabase(process: Process): Coroutine<boolean> {
  try {
    const [address = ''] = yield* resolve(process, process.env.get('PGHOST') ?? 'localhost');
    const connection = yield* process.network.connect(address, 5432);
    connection.close();
    return true;
  } catch {
    return false;
  }
}

/** What the shop's own image does, as far as its manifests depend on it. */
const shopWeb: Program = function* (process) {
  yield* process.sleep(START_MS);
  serveHttp(process, { port: PORT }, function* ({ target }) {
    if (target === '/') return textResponse('Welcome to the shop\n');
    if (target !== '/health') return textResponse('not found\n', { status: 404 });
    return (yield* findsDatabase(process)) ? textResponse('ok\n') : textResponse('no database\n', { status: 503 });
  });
  return yield* waitForEver();
};

/** The shop's own images, for clusters in tests: the versions that its registry has. */
export const shopImages = [
  defineImage({
    repositories: ['registry.example.com/shop/shop-web'],
    tags: ['v1.4.0', 'v1.4.1'],
    image: () => ({
      command: ['/shop-web'],
      layers: [{ '/shop-web': { type: 'program', program: shopWeb } }],
    }),
  }),
];
