import type { EnvironmentFacts } from './environment-facts';
import { loadSynthesis } from '../load';
import type { Manifest } from './settings';

/** Lines that say which Secrets an environment needs; none when it needs none. */
function secretLines({ environment, requiredSecrets }: EnvironmentFacts): string[] {
  if (requiredSecrets.length === 0) return [];
  return [
    `${environment.name} needs Secrets that no repository holds; make them first:`,
    ...requiredSecrets.map(
      ({ namespace = 'default', name, type, keys }) => `  ${namespace}/${name} (${type}): ${keys.join(', ')}`,
    ),
  ];
}

/** Objects as YAML, with what must be known of their environments above them. */
export function gitOpsText(objects: readonly Manifest[], all: readonly EnvironmentFacts[]): string {
  const { toYaml } = loadSynthesis();
  const head = [
    'Made by `workshop gitops`: make it again when stacks or environments change.',
    ...all.flatMap(secretLines),
  ];
  return `${head.map((line) => `# ${line}\n`).join('')}---\n${objects.map(toYaml).join('---\n')}`;
}
