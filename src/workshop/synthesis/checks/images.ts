import { isPinnedImage } from '../../constructs';
import type { Check } from '../finding';
import { productionCheckOf } from './inventory';
import { textOf } from './reading';

/** `image-tag`: outside lessons an image bears a tag other than latest, or a digest. */
export const imageTag: Check = productionCheckOf(({ pods }, tell) => {
  for (const pod of pods) {
    for (const { path, fields } of pod.containers) {
      const image = textOf(fields.image);
      if (image === undefined || isPinnedImage(image)) continue;
      const advice = "name the version that runs, such as ':1.4.2'";
      tell(
        pod,
        'image-tag',
        `${path}.image: must bear a tag other than 'latest', or a digest, got '${image}'; ${advice}`,
      );
    }
  }
});

/** The repository without its registry, and the tag; a digest says nothing about environments. */
function nameAndTag(image: string): string {
  const [reference = ''] = image.split('@');
  const [registry = '', ...rest] = reference.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(registry) || registry === 'localhost');
  return hasRegistry ? rest.join('/') : reference;
}

/** `environment-in-image`: one image serves all environments, so no part of its name is one of them. */
export const environmentInImage: Check = productionCheckOf(({ pods }, tell) => {
  for (const pod of pods) {
    const { name } = pod.set.environment;
    for (const { path, fields } of pod.containers) {
      const image = textOf(fields.image);
      if (image === undefined) continue;
      const text = `-${nameAndTag(image)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')}-`;
      if (!text.includes(`-${name.toLowerCase()}-`)) continue;
      const advice = 'build one image for all of them and pass differences as configuration';
      const rule = `${path}.image: must not name an environment, got '${image}' in '${name}'`;
      tell(pod, 'environment-in-image', `${rule}; ${advice}`);
    }
  }
});
