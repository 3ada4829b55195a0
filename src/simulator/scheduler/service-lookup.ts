import type { ApiClient, Service } from '../api';
import { ObjectIndex } from '../client';
import type { PodInfo } from './snapshot/pod-info';

/** A label in a Namespace, as one text. */
const labelKey = (namespace: string, key: string, value: string): string => `${namespace}\0${key}=${value}`;

/** Finds the Services that select a Pod without asking every one: each is found under the first label it asks for. */
export class ServiceLookup {
  private readonly byLabel: ObjectIndex<'services'>;

  constructor(client: ApiClient) {
    this.byLabel = new ObjectIndex(client, 'services', ({ metadata, spec }: Service) => {
      const [first] = Object.entries(spec.selector ?? {});
      return first === undefined ? [] : [labelKey(metadata.namespace, first[0], first[1])];
    });
  }

  selecting({ namespace, labels }: PodInfo): readonly Service[] {
    const found: Service[] = [];
    for (const key of Object.keys(labels)) {
      for (const service of this.byLabel.get(labelKey(namespace, key, labels[key] as string))) {
        const selector = Object.entries(service.spec.selector ?? {});
        if (selector.every(([name, value]) => labels[name] === value)) found.push(service);
      }
    }
    return found;
  }
}
