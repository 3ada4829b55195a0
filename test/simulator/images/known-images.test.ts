import { join } from 'node:path';
import {
  imageIdOf,
  imageSizeBytes,
  missingImage,
  parseImageReference,
  pullErrorText,
  pullTimeMs,
} from '../../../src/simulator/images';
import { describeWithShared } from '../../support/shared';
import { manifestImages } from './manifest-images';

const NOTHING: ReadonlySet<string> = new Set();
const missing = (image: string, pushed = NOTHING): string | undefined =>
  missingImage(parseImageReference(image), pushed);

test.each([
  ['gcr.io/kuar-demo/kuard-amd64:blue', undefined],
  ['gcr.io/kuar-demo/kuard-amd64:red', 'tag'],
  ['dockercoins/worker:v0.2', undefined],
  ['dockercoins/worker:v0.3', 'tag'],
  ['registry.example.com/workshop/worker:v0.3', 'tag'],
  ['someone/worker:v0.3', undefined],
  ['nginx:1.25-alpine', undefined],
  ['nginx:1.161', 'tag'],
  ['redis:does-not-exist', 'tag'],
  ['my-batch-image', 'repository'],
  ['never/heard-of:anything', undefined],
])('%s lacks %s', (image, lacks) => {
  expect(missing(image)).toBe(lacks);
});

describeWithShared('the manifests of the workshops', (shared) => {
  test('every image can be pulled, but for the one that nobody made', () => {
    const images = manifestImages(join(shared, 'workshop/manifests'));
    expect(images.length).toBeGreaterThan(15);
    expect(images.filter((image) => missing(image) !== undefined)).toEqual(['my-batch-image']);
  });
});

test('an image exists once it is pushed', () => {
  expect(missing('dockercoins/worker:v0.3', new Set(['docker.io/dockercoins/worker:v0.3']))).toBeUndefined();
});

test('says in the words of containerd why an image cannot be pulled', () => {
  expect(pullErrorText(parseImageReference('dockercoins/worker:v0.3'), 'tag')).toBe(
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/dockercoins/worker:v0.3": failed to ' +
      'resolve reference "docker.io/dockercoins/worker:v0.3": docker.io/dockercoins/worker:v0.3: not found',
  );
  expect(pullErrorText(parseImageReference('my-batch-image'), 'repository')).toContain(
    'pull access denied, repository does not exist or may require authorization',
  );
});

test('sizes and times depend on nothing but the image', () => {
  const image = parseImageReference('example/app:v1');
  expect(imageSizeBytes(image)).toBe(imageSizeBytes(parseImageReference('example/app:v1')));
  expect(pullTimeMs(image)).toBeGreaterThanOrEqual(1000);
  expect(pullTimeMs(image)).toBeLessThanOrEqual(2000);
  expect(pullTimeMs(parseImageReference('jupyter/scipy-notebook:abdb27a6dfbb'))).toBeGreaterThan(10_000);
  expect(imageIdOf(image)).toMatch(/^docker\.io\/example\/app@sha256:[0-9a-f]{64}$/);
});
