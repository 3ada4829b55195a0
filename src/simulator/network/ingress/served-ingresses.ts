import type { ApiClient, Ingress } from '../../api';
import { type IngressRules, mergeIngresses } from './ingress-rules';

/** Annotation that named the class before there was a field. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** Which Ingresses a controller serves. */
export interface IngressClassRule {
  /** Name of the controller, as IngressClasses have it: `projectcontour.io/ingress-controller`. */
  readonly controller: string;
  /** Value of the old annotation that means this controller: `contour`. */
  readonly annotation: string;
  /** Whether it serves Ingresses without a class. @default true */
  readonly servesUnclassed?: boolean;
}

/** The Ingresses of one controller, merged when somebody asks after a change. */
export class ServedIngresses {
  private readonly ingresses = new Map<string, Ingress>();
  private merged: IngressRules | undefined;

  constructor(
    private readonly client: ApiClient,
    private readonly classRule: IngressClassRule,
  ) {
    client.watch('networking.k8s.io/ingresses', ({ type, object }) => {
      const key = `${object.metadata.namespace}/${object.metadata.name}`;
      if (type === 'DELETED') this.ingresses.delete(key);
      else this.ingresses.set(key, object);
      this.merged = undefined;
    });
    client.watch('networking.k8s.io/ingressclasses', () => (this.merged = undefined));
  }

  /** What they say now. */
  get rules(): IngressRules {
    this.merged ??= mergeIngresses([...this.ingresses.values()].filter((each) => this.serves(each)));
    return this.merged;
  }

  private serves({ metadata, spec }: Ingress): boolean {
    const { controller, annotation, servesUnclassed = true } = this.classRule;
    const named = metadata.annotations?.[CLASS_ANNOTATION];
    if (named !== undefined) return named === annotation;
    if (spec.ingressClassName === undefined) return servesUnclassed;
    const ingressClass = this.client.get('networking.k8s.io/ingressclasses', '', spec.ingressClassName);
    return ingressClass?.spec.controller === controller;
  }
}
