import { imageName, InvalidImageReference, parseImageReference } from '../../../src/simulator/images';

test.each([
  ['redis', 'docker.io/library/redis:latest'],
  ['redis:alpine', 'docker.io/library/redis:alpine'],
  ['jstubbs/hello-flask', 'docker.io/jstubbs/hello-flask:latest'],
  ['gcr.io/kuar-demo/kuard-amd64:blue', 'gcr.io/kuar-demo/kuard-amd64:blue'],
  ['localhost:5000/worker', 'localhost:5000/worker:latest'],
  ['index.docker.io/library/redis:5', 'docker.io/library/redis:5'],
  [`redis@sha256:${'a'.repeat(64)}`, `docker.io/library/redis@sha256:${'a'.repeat(64)}`],
])('%s is %s in full', (text, full) => {
  expect(imageName(parseImageReference(text))).toBe(full);
});

test.each([
  ['/worker:v0.3', 'invalid reference format'],
  ['redis:', 'invalid reference format'],
  ['redis latest', 'invalid reference format'],
  ['<REPLACE_WITH_YOUR_OWN_IMAGE>', 'invalid reference format'],
  ['MyImage:v1', 'invalid reference format: repository name (library/MyImage) must be lowercase'],
])('%s is refused: %s', (text, message) => {
  expect(() => parseImageReference(text)).toThrow(new InvalidImageReference(message));
});
