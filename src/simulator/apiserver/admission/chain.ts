import type { Draft, KubeObject } from '../../api';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

/** The steps of all plugins that look at the objects of one resource, or at their subresources. */
interface Steps {
  readonly admit: readonly NonNullable<AdmissionPlugin['admit']>[];
  readonly validate: readonly NonNullable<AdmissionPlugin['validate']>[];
}

/** The checks that writes pass, in their order. */
export class AdmissionChain {
  private readonly ofObjects = new Map<string, Steps>();
  private readonly ofSubresources = new Map<string, Steps>();

  constructor(private readonly plugins: readonly AdmissionPlugin[]) {}

  /**
   * Lets all plugins change a draft, and once more when a webhook changed it. Throws a StatusError.
   * Source: Kubernetes 1.36, apiserver/pkg/admission/reinvocation.go `Admit`.
   */
  admit(draft: Draft, attributes: AdmissionAttributes): void {
    const { admit } = this.stepsFor(attributes);
    for (let index = 0; index < admit.length; index += 1) admit[index]?.(draft, attributes);
    if (!attributes.isAgainNeeded) return;
    attributes.rounds.isAgain = true;
    for (let index = 0; index < admit.length; index += 1) admit[index]?.(draft, attributes);
  }

  /** Lets all plugins judge an object. Throws a StatusError. */
  validate(object: KubeObject, attributes: AdmissionAttributes): void {
    const { validate } = this.stepsFor(attributes);
    for (let index = 0; index < validate.length; index += 1) validate[index]?.(object, attributes);
  }

  /** Of the many plugins, most look at one resource only, and not at its status. */
  private stepsFor({ resource: { storage }, subresource }: AdmissionAttributes): Steps {
    const known = subresource === '' ? this.ofObjects : this.ofSubresources;
    let steps = known.get(storage);
    if (steps === undefined) {
      steps = stepsOf(this.plugins, storage, subresource);
      known.set(storage, steps);
    }
    return steps;
  }
}

const looksAt = ({ resources, ignoresSubresources }: AdmissionPlugin, storage: string, subresource: string): boolean =>
  resources?.includes(storage) !== false && (subresource === '' || ignoresSubresources !== true);

function stepsOf(plugins: readonly AdmissionPlugin[], storage: string, subresource: string): Steps {
  const looking = plugins.filter((plugin) => looksAt(plugin, storage, subresource));
  return {
    admit: looking.flatMap((plugin) => plugin.admit?.bind(plugin) ?? []),
    validate: looking.flatMap((plugin) => plugin.validate?.bind(plugin) ?? []),
  };
}
