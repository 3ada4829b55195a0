import { ImageRegistry, parseImageReference } from '../../../src/simulator/images';
import { imageDefinitions } from '../../../src/simulator/images/image-definitions';

test.each(imageDefinitions.map(({ repositories, load }) => ({ name: repositories.join(', '), repositories, load })))(
  '$name: the names that are loaded are those of the definition',
  ({ repositories, load }) => expect(load().repositories).toEqual(repositories),
);

test('no name is described twice', () => {
  const names = imageDefinitions.flatMap(({ repositories }) => repositories);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('a definition is loaded once, when something is asked of its image', () => {
  const load = jest.fn(() => ({
    repositories: ['acme/shop'],
    tags: ['1'],
    sizeBytes: 7,
    image: () => ({ layers: [] }),
  }));
  const registry = new ImageRegistry([{ repositories: ['acme/shop'], load }]);
  expect(registry.find(parseImageReference('acme/other:1'))).toBeUndefined();
  expect(load).not.toHaveBeenCalled();
  expect(registry.missing(parseImageReference('acme/shop:2'))).toBe('tag');
  expect(registry.sizeBytes(parseImageReference('acme/shop:1'))).toBe(7);
  expect(registry.find(parseImageReference('acme/shop:1'))).toEqual({ layers: [] });
  expect(load).toHaveBeenCalledTimes(1);
});
