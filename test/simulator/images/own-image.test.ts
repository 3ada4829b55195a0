import { createCluster, type Cluster } from '../../../src/simulator';
import {
  defineImage,
  type ImageDefinition,
  type Program,
  serveHttp,
  textResponse,
  waitForEver,
} from '../../../src/simulator/programs';

/** Greets in the language of its tag, and counts. */
const greeter = (word: string): Program =>
  function* (process) {
    let greeted = 0;
    serveHttp(process, { port: Number(process.env.get('PORT') ?? 8080) }, function* ({ target }) {
      greeted += 1;
      yield* process.print(`greeting ${target}\n`);
      return textResponse(`${word} ${target.slice(1)}, number ${greeted}\n`);
    });
    return yield* waitForEver();
  };

const WORDS: Readonly<Record<string, string>> = { en: 'hello', de: 'hallo' };

const greeterImage = defineImage({
  repositories: ['acme/greeter'],
  tags: ['en', 'de'],
  image: ({ tag = 'en' }) => ({
    command: ['/greeter'],
    layers: [{ '/greeter': { type: 'program', program: greeter(WORDS[tag] ?? 'hello') } }],
  }),
});

function clusterWith(images: readonly ImageDefinition[], image: string): Cluster {
  const cluster = createCluster({ images });
  cluster.client.create('pods', {
    metadata: { name: 'greeter', namespace: 'default' },
    spec: { containers: [{ name: 'main', image, env: [{ name: 'PORT', value: '9000' }], resources: {} }] },
  });
  cluster.settle();
  return cluster;
}

function get(cluster: Cluster, path: string): string {
  let said = '';
  const result = cluster.receive({
    method: 'GET',
    path: `/api/v1/namespaces/default/pods/greeter:9000/proxy${path}`,
    query: new Map(),
    headers: {},
    body: new Uint8Array(),
    certificate: { username: 'admin', groups: ['system:masters'] },
  });
  if (!('kind' in result) || result.kind !== 'exchange') throw new Error(JSON.stringify(result));
  result.open(() => undefined, {
    data: (_stream, bytes) => (said += new TextDecoder().decode(bytes)),
    end: () => undefined,
    ready: () => undefined,
  });
  cluster.advance(100);
  return said;
}

test('an image of a team runs the program of its tag, with the settings of the Pod', () => {
  const cluster = clusterWith([greeterImage], 'acme/greeter:de');
  expect(get(cluster, '/ann')).toBe('hallo ann, number 1\n');
  expect(get(cluster, '/bob')).toBe('hallo bob, number 2\n');
});

test('a tag that the team has not made cannot be pulled', () => {
  const cluster = clusterWith([greeterImage], 'acme/greeter:fr');
  const [status] = cluster.client.get('pods', 'default', 'greeter')?.status.containerStatuses ?? [];
  expect(status?.state.waiting?.reason).toMatch(/ErrImagePull|ImagePullBackOff/);
});

test('without a description the image is a server that says its name', () => {
  const cluster = createCluster();
  cluster.client.create('pods', {
    metadata: { name: 'greeter', namespace: 'default' },
    spec: {
      containers: [{ name: 'main', image: 'acme/greeter:de', ports: [{ containerPort: 9000 }], resources: {} }],
    },
  });
  cluster.settle();
  expect(get(cluster, '/')).toBe('greeter\n');
});

test.each(['acme/greeter:en', 'Acme', 'acme@sha256:0'])('%p is not the name of an image', (name) => {
  const definition = defineImage({ repositories: [name], image: () => ({ layers: [] }) });
  expect(() => createCluster({ images: [definition] })).toThrow(
    `an image is defined by its name without a tag, such as 'acme/shop', got '${name}'`,
  );
});
