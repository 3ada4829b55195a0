import {
  parseFieldSelector,
  parseLabelSelector,
  SelectorSyntaxError,
  statusErrors,
  type FieldSelector,
  type KubeObject,
  type LabelSelector,
} from '../api';
import type { ResourceInfo } from '../resources/resource';
import type { ListOptions } from './options';

/** Which objects of a resource a list, watch or delete is about. */
export class Selection {
  constructor(
    private readonly resource: ResourceInfo,
    private readonly labels: LabelSelector,
    private readonly fields: FieldSelector,
  ) {}

  /** Whether it takes everything. */
  get isEverything(): boolean {
    return this.labels.isEmpty && this.fields.isEmpty;
  }

  /** The one name it takes, or undefined. */
  get name(): string | undefined {
    return this.fields.exactValue('metadata.name');
  }

  /** The one namespace it takes, or undefined. */
  get namespace(): string | undefined {
    return this.fields.exactValue('metadata.namespace');
  }

  matches(object: KubeObject): boolean {
    if (!this.labels.isEmpty && !this.labels.matches(object.metadata.labels)) return false;
    return this.fields.isEmpty || this.fields.matches(fieldsOf(this.resource, object));
  }
}

/** Fields of an object that selectors may name. */
const fieldsOf = (resource: ResourceInfo, object: KubeObject): Readonly<Record<string, string>> => ({
  'metadata.name': object.metadata.name ?? '',
  'metadata.namespace': object.metadata.namespace ?? '',
  ...resource.strategy.selectableFields?.(object),
});

/** Reads the selectors of a request. Throws BadRequest in the words of the real server. */
export function selectionOf(resource: ResourceInfo, options: ListOptions): Selection {
  try {
    const labels = parseLabelSelector(options.labelSelector);
    const fields = parseFieldSelector(options.fieldSelector);
    const known = fieldsOf(resource, { apiVersion: '', kind: resource.kind, metadata: {}, spec: {}, status: {} });
    for (const { field } of fields.requirements) {
      if (!(field in known)) throw statusErrors.badRequest(unknownField(resource, field));
    }
    return new Selection(resource, labels, fields);
  } catch (error) {
    if (error instanceof SelectorSyntaxError) throw statusErrors.badRequest(error.message);
    throw error;
  }
}

/** Source: Kubernetes 1.36, pkg/apis/GROUP/VERSION/conversion.go, apimachinery/pkg/runtime/conversion.go. */
function unknownField(resource: ResourceInfo, field: string): string {
  if (resource.storage === 'batch/jobs') return `field label ${JSON.stringify(field)} not supported for Job`;
  if (resource.strategy.selectableFields !== undefined || resource.custom !== undefined) {
    return `field label not supported: ${field}`;
  }
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
