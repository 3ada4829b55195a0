import type { Construct } from 'constructs';
import { requireLabels, requireObjectName, requireOneOf, requirePattern } from './argument';
import { Block } from './block';
import { ClusterScope } from './cluster-scope';
import { k8s } from './k8s';

/** What a custom kind is called. */
export interface CustomResourceNames {
  /** Kind in CamelCase, such as HTTPProxy. */
  readonly kind: string;
  /** Plural in lower case, as in the path of the API. */
  readonly plural: string;
  /** Singular in lower case. @default - the kind in lower case */
  readonly singular?: string;
  /** Kind of a list. @default - the kind with `List` behind it */
  readonly listKind?: string;
  /** Short names for kubectl. @default - none */
  readonly shortNames?: readonly string[];
}

/** Props of `CustomResourceDefinition`. The object's name is always `<plural>.<group>`. */
export interface CustomResourceDefinitionProps {
  /** API group, a DNS name. */
  readonly group: string;
  /** The one version, served and stored, such as v1 or v1beta1. */
  readonly version: string;
  /** What the kind is called. */
  readonly names: CustomResourceNames;
  /** Whether its objects belong to a namespace. */
  readonly scope: 'Namespaced' | 'Cluster';
  /** Fields that objects may have. @default - any: an object whose unknown fields are kept */
  readonly schema?: k8s.JsonSchemaProps;
  /** Labels of the definition. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A kind of one's own. It belongs to no namespace, and to the whole cluster: a prefix never changes its name. */
export class CustomResourceDefinition extends Block {
  /** Name of the object: `<plural>.<group>`. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: CustomResourceDefinitionProps) {
    super(scope, id);
    const { group, version, names } = props;
    this.name = `${names.plural}.${group}`;
    requireObjectName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    requirePattern(this, 'group', group, /\./, "must be a DNS name with at least one '.'");
    requirePattern(this, 'version', version, /^v\d+((alpha|beta)\d+)?$/, 'must be a version such as v1 or v1beta1');
    requirePattern(this, 'names.kind', names.kind, /^[A-Z][A-Za-z0-9]*$/, 'must be a kind in CamelCase');
    requireOneOf(this, 'scope', props.scope, ['Namespaced', 'Cluster']);
    ClusterScope.free(
      new k8s.KubeCustomResourceDefinition(this, 'Resource', {
        metadata: { name: this.name, labels: props.labels },
        spec: {
          group,
          names: {
            kind: names.kind,
            plural: names.plural,
            singular: names.singular ?? names.kind.toLowerCase(),
            listKind: names.listKind ?? `${names.kind}List`,
            shortNames: names.shortNames === undefined ? undefined : [...names.shortNames],
          },
          scope: props.scope,
          versions: [
            {
              name: version,
              served: true,
              storage: true,
              schema: { openApiv3Schema: props.schema ?? { type: 'object', xKubernetesPreserveUnknownFields: true } },
            },
          ],
        },
      }),
    );
  }
}
