import type { Draft, KubeObject } from '../../api';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

/** The steps of all plugins that look at one resource. */
interface Steps {
  readonly admit: readonly NonNullable<AdmissionPlugin['admit']>[];
  readonly validate: readonly NonNullable<AdmissionPlugin['validate']>[];
}

/** The checks that writes pass, in their order. */
export class AdmissionChain {
  private readonly steps = new Map<string, Steps>();

  constructor(private readonly plugins: readonly AdmissionPlugin[]) {}

  /**
   * Lets all plugins change a draft, and once more when a webhook changed it. Throws a StatusError.
   * Source: Kubernetes 1.36, apiserver/pkg/admission/reinvocation.go `Admit`.
   */
  admit(draft: Draft, attributes: AdmissionAttributes): void {
    const { rounds } = attributes;
    const { admit } = this.stepsFor(attributes.resource.storage);
    for (let index = 0; index < admit.length; index += 1) admit[index]?.(draft, attributes);
    if (!rounds.isAgainNeeded) return;
    rounds.isAgain = true;
    admit.forEach((step) => step(draft, attributes));
  }

  /** Lets all plugins judge an object. Throws a StatusError. */
  validate(object: KubeObject, attributes: AdmissionAttributes): void {
    const { validate } = this.stepsFor(attributes.resource.storage);
    for (let index = 0; index < validate.length; index += 1) validate[index]?.(object, attributes);
  }

  /** Of the many plugins, most look at one resource only. */
  private stepsFor(storage: string): Steps {
    let steps = this.steps.get(storage);
    if (steps === undefined) {
      const plugins = this.plugins.filter(({ resources }) => resources?.includes(storage) !== false);
      steps = {
        admit: plugins.flatMap((plugin) => plugin.admit?.bind(plugin) ?? []),
        validate: plugins.flatMap((plugin) => plugin.validate?.bind(plugin) ?? []),
      };
      this.steps.set(storage, steps);
    }
    return steps;
  }
}
