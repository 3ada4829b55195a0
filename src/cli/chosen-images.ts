import type { ImageDefinition } from '../simulator/programs';
import type { Option } from './options';
import { UsageError } from './failure';
import { exportOf, exportsText, givenModule } from './given-module';
import { useModules } from './simulator-bundle';

/** Names a module with images of a team. */
export const IMAGES_OPTION: Option = {
  kind: 'text',
  value: 'FILE',
  description: "a compiled module that exports 'images', a list of what defineImage makes: containers run them",
};

const isDefinition = (item: unknown): item is ImageDefinition => {
  const { repositories, image } = (item ?? {}) as { readonly repositories?: unknown; readonly image?: unknown };
  return (
    Array.isArray(repositories) && repositories.every((each) => typeof each === 'string') && typeof image === 'function'
  );
};

/**
 * Images of a team, by the module that has them; none without one. The simulator is loaded from its modules then: programs
 * of the team use the same.
 *
 * @throws UsageError when `file` cannot be used; whatever the module throws, with its path in front.
 */
export async function chosenImages(file: string | undefined): Promise<readonly ImageDefinition[]> {
  if (file === undefined) return [];
  useModules();
  const module = await givenModule('images', file);
  const images = exportOf(module, 'images');
  if (!Array.isArray(images)) {
    throw new UsageError(`--images '${file}' must export a list 'images'; it exports ${exportsText(module)}`);
  }
  const wrong = images.findIndex((item) => !isDefinition(item));
  if (wrong >= 0) {
    throw new UsageError(
      `--images '${file}': images[${wrong}] must have 'repositories' and 'image', as defineImage takes them`,
    );
  }
  return images as ImageDefinition[];
}
