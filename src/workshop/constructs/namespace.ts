import type { Construct } from 'constructs';
import { requireLabelName, requireLabels } from './argument';
import { Block } from './block';
import { ClusterScope } from './cluster-scope';
import { k8s } from './k8s';

/** Props of `Namespace`. */
export interface NamespaceProps {
  /** Name of the namespace. @default - the id of the construct */
  readonly name?: string;
  /** Labels. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A namespace. Objects get into it by their `namespace` prop or by the chart's. */
export class Namespace extends Block {
  /** Name of the namespace. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: NamespaceProps = {}) {
    super(scope, id);
    this.name = props.name ?? id;
    requireLabelName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    ClusterScope.free(new k8s.KubeNamespace(this, 'Resource', { metadata: { name: this.name, labels: props.labels } }));
  }
}
