import { type Image, defineImage } from '../../../src/simulator/images';
import { waitForEver } from '../../../src/simulator/process';
import { NodeWorld, stateOf } from './node-world';

const IMAGE = 'registry.example.com/team/shop:1';
const LOGIN = { username: 'ann', password: 'pass' };

const image = (): Image => ({
  command: ['/shop'],
  layers: [{ '/shop': { type: 'program', program: () => waitForEver() } }],
});

const images = [
  defineImage({ repositories: ['registry.example.com/team/shop', 'ann/shop'], private: [LOGIN], image }),
  defineImage({ repositories: ['registry.example.com/open'], image }),
];

/** A Secret of the type that holds logins. */
function login(world: NodeWorld, name: string, { username, password } = LOGIN, place = 'registry.example.com'): void {
  world.object('secrets', {
    metadata: { name },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': btoa(JSON.stringify({ auths: { [place]: { username, password } } })) },
  } as never);
}

const pod = (world: NodeWorld, name: string, secrets: readonly string[], container = {}) =>
  world.create({
    name,
    containers: [{ image: IMAGE, imagePullPolicy: 'IfNotPresent', ...container }],
    spec: { imagePullSecrets: secrets.map((secret) => ({ name: secret })) },
  });

const failed = `rpc error: code = Unknown desc = failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}":`;
const DENIED = `${failed} pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`;
const WRONG = `${failed} unexpected status from HEAD request to https://registry.example.com/v2/team/shop/manifests/1: 401 Unauthorized`;

const waiting = (world: NodeWorld, name: string): unknown =>
  world.pod(name).status.containerStatuses?.[0]?.state.waiting;

test('a private image is refused to who shows no login, and is there for who shows one', () => {
  const world = new NodeWorld({ images });
  login(world, 'regcred');
  pod(world, 'without', []);
  pod(world, 'with', ['regcred']);
  world.advance(4000);
  expect(waiting(world, 'without')).toEqual({ reason: 'ErrImagePull', message: DENIED });
  expect(world.events('without').slice(0, 3)).toEqual([
    `Normal Pulling: Pulling image "${IMAGE}"`,
    `Warning Failed: Failed to pull image "${IMAGE}": ${DENIED}`,
    'Warning Failed: Error: ErrImagePull',
  ]);
  expect(stateOf(world.pod('with'))).toBe('running');
  // What is on the node now is still for those alone who have the login.
  world.advance(120_000);
  expect(stateOf(world.pod('without'))).toMatch(/^waiting (ErrImagePull|ImagePullBackOff)$/);
});

test('Docker Hub says so in other words', () => {
  const world = new NodeWorld({ images });
  login(world, 'wrong', { username: 'ann', password: 'word' }, 'https://index.docker.io/v1/');
  pod(world, 'without', [], { image: 'ann/shop:1' });
  pod(world, 'with', ['wrong'], { image: 'ann/shop:1' });
  world.advance(4000);
  expect(waiting(world, 'without')).toMatchObject({
    message: expect.stringContaining(
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ) as string,
  });
  expect(waiting(world, 'with')).toMatchObject({
    message: expect.stringContaining('failed to authorize: failed to fetch oauth token: ') as string,
  });
});

test('a wrong login is refused; of several, one that is right is enough', () => {
  const world = new NodeWorld({ images });
  login(world, 'wrong', { username: 'ann', password: 'word' });
  login(world, 'other-place', LOGIN, 'other.example.com');
  login(world, 'right');
  pod(world, 'one', ['wrong']);
  pod(world, 'elsewhere', ['other-place']);
  pod(world, 'several', ['wrong', 'other-place', 'right']);
  world.advance(4000);
  expect(waiting(world, 'one')).toEqual({ reason: 'ErrImagePull', message: WRONG });
  expect(waiting(world, 'elsewhere')).toEqual({ reason: 'ErrImagePull', message: DENIED });
  expect(stateOf(world.pod('several'))).toBe('running');
});

test('a Secret that is missing is complained about; once it is there the Pod runs', () => {
  const world = new NodeWorld({ images });
  pod(world, 'web', ['regcred', 'other']);
  world.advance(4000);
  expect(world.events()[0]).toBe(
    'Warning FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (regcred, other); attempting to pull the image may not succeed. (x2)',
  );
  expect(waiting(world, 'web')).toEqual({ reason: 'ErrImagePull', message: DENIED });
  login(world, 'regcred');
  world.advance(60_000);
  expect(stateOf(world.pod())).toBe('running');
  expect(world.history.at(-1)?.isRoutine).toBe(false);
});

test('a public image needs no login, and any is as good', () => {
  const world = new NodeWorld({ images });
  login(world, 'wrong', { username: 'ann', password: 'word' });
  pod(world, 'web', ['wrong', 'missing'], { image: 'registry.example.com/open:1' });
  world.advance(5000);
  expect(stateOf(world.pod())).toBe('running');
  expect(world.events()[0]).toMatch(/^Warning FailedToRetrieveImagePullSecret: .* \(missing\);/);
});

describe('an image that a login has brought to a node', () => {
  const arranged = (): NodeWorld => {
    const world = new NodeWorld({ images });
    login(world, 'regcred');
    pod(world, 'first', ['regcred']);
    world.advance(4000);
    return world;
  };

  test('is there at once for who has the same one, from whatever Secret', () => {
    const world = arranged();
    login(world, 'copy');
    pod(world, 'second', ['copy']);
    world.advance(1000);
    expect(stateOf(world.pod('second'))).toBe('running');
    expect(world.events('second')[0]).toBe(
      `Normal Pulled: Container image "${IMAGE}" already present on machine and can be accessed by the pod`,
    );
  });

  test('is not there for who has none and may not pull', () => {
    const world = arranged();
    pod(world, 'never', [], { imagePullPolicy: 'Never' });
    world.advance(1000);
    expect(waiting(world, 'never')).toEqual({
      reason: 'ErrImageNeverPull',
      message: `Container image "${IMAGE}" is not present with pull policy of Never`,
    });
    pod(world, 'mine', ['regcred'], { imagePullPolicy: 'Never' });
    world.advance(1000);
    expect(stateOf(world.pod('mine'))).toBe('running');
  });
});

test('a public image that came with a login is pulled once more for who has none, and is then for all', () => {
  const world = new NodeWorld({ images });
  login(world, 'regcred');
  const open = { image: 'registry.example.com/open:1' };
  pod(world, 'first', ['regcred'], open);
  world.advance(4000);
  for (const name of ['second', 'third']) {
    pod(world, name, [], open);
    world.advance(4000);
  }
  const first = (name: string): string | undefined => world.events(name)[0];
  expect(first('second')).toBe('Normal Pulling: Pulling image "registry.example.com/open:1"');
  expect(first('third')).toMatch(/^Normal Pulled: .* already present on machine and can be accessed by the pod$/);
});
