import { isDescribedImage } from '../../../src/simulator';

test.each([
  ['redis:7', true],
  ['docker.io/library/redis', true],
  ['gcr.io/kuar-demo/kuard-amd64:no-such-tag', true],
  ['registry.example.com/shop/web:v1', false],
  ['Not An Image', false],
])('whether somebody has described what %s runs: %p', (image, isDescribed) => {
  expect(isDescribedImage(image)).toBe(isDescribed);
});
