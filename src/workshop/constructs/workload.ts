import type { Construct } from 'constructs';
import { ArgumentError, isEmpty, requireLabels, requireObjectName } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import type { k8s } from './k8s';
import { type PodProps, toPodTemplate } from './pod';

/** What every workload with a selector accepts. */
export interface WorkloadProps extends ObjectProps, PodProps {
  /**
   * Labels by which the workload knows its Pods; they are also the Pods' labels. They cannot be changed once applied.
   * @default - { app: name }
   */
  readonly selector?: Readonly<Record<string, string>>;
  /** Labels of the object itself. @default - the selector; `{}` for none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A block that makes Pods from a template and finds them again by labels. */
export abstract class Workload extends Block {
  /** Name of the object. */
  readonly name: string;
  /** Labels that all its Pods bear. */
  readonly selector: Readonly<Record<string, string>>;
  /** Metadata of the object. */
  protected readonly metadata: k8s.ObjectMeta;
  /** Template of the Pods. */
  protected readonly template: k8s.PodTemplateSpec;

  constructor(scope: Construct, id: string, props: WorkloadProps, podAnnotations = props.podAnnotations) {
    super(scope, id);
    const plainName = props.name ?? id;
    this.name = prefixed(this, plainName);
    requireObjectName(this, 'name', this.name);
    this.selector = props.selector ?? { app: this.name };
    if (isEmpty(this.selector)) {
      throw new ArgumentError(this, 'selector', 'must hold at least one label', this.selector);
    }
    requireLabels(this, 'selector', this.selector);
    const labels = props.labels ?? this.selector;
    requireLabels(this, 'labels', labels);
    this.metadata = { name: this.name, namespace: props.namespace, labels, annotations: props.annotations };
    this.template = toPodTemplate(this, plainName, this.selector, props, podAnnotations);
  }
}
