import { fieldError, isPortName, isPortNumber, type Draft, type FieldError, type KubeObject } from '../api';
import { draftsAt, fieldsAt, fill, listAt, numberAt, openDraft, textAt, textsAt, type Fields } from './fields';
import { invalidFor, validateLabelSelector, validateOneOf } from './field-rules';
import { isCidr } from './ip-address';
import type { Strategy } from './resource';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const TYPES = ['Egress', 'Ingress'];

function validatePort(port: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const protocol = textAt(port, 'protocol');
  if (protocol !== '') errors.push(...validateOneOf(protocol, PROTOCOLS, `${path}.protocol`));
  const value = port['port'];
  if (typeof value === 'number') errors.push(...invalidFor(`${path}.port`, value, isPortNumber(value)));
  if (typeof value === 'string') errors.push(...invalidFor(`${path}.port`, value, isPortName(value)));
  const end = numberAt(port, 'endPort');
  if (end === undefined) return errors;
  if (typeof value === 'number') {
    if (end < value) errors.push(fieldError.invalid(`${path}.endPort`, end, 'must be greater than or equal to `port`'));
    errors.push(...invalidFor(`${path}.endPort`, end, isPortNumber(end)));
  } else {
    const reason = value === undefined ? 'not specified' : 'non-numeric';
    errors.push(fieldError.invalid(`${path}.endPort`, end, `may not be specified when \`port\` is ${reason}`));
  }
  return errors;
}

function validatePeer(peer: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const selectors = ['podSelector', 'namespaceSelector'].filter((field) => fieldsAt(peer, field) !== undefined);
  for (const field of selectors) errors.push(...validateLabelSelector(fieldsAt(peer, field), `${path}.${field}`));
  const block = fieldsAt(peer, 'ipBlock');
  if (block !== undefined) {
    const cidr = textAt(block, 'cidr');
    if (cidr === '') errors.push(fieldError.required(`${path}.ipBlock.cidr`));
    else errors.push(...invalidFor(`${path}.ipBlock.cidr`, cidr, isCidr(cidr)));
    textsAt(block, 'except').forEach((except, index) => {
      errors.push(...invalidFor(`${path}.ipBlock.except[${index}]`, except, isCidr(except)));
    });
  }
  if (selectors.length === 0 && block === undefined) errors.push(fieldError.required(path, 'must specify a peer'));
  if (selectors.length > 0 && block !== undefined) {
    errors.push(fieldError.forbidden(path, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validate(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec') ?? {};
  const errors = validateLabelSelector(fieldsAt(spec, 'podSelector'), 'spec.podSelector');
  for (const [rules, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    listAt(spec, rules).forEach((rule, index) => {
      const path = `spec.${rules}[${index}]`;
      listAt(rule, 'ports').forEach((port, at) => errors.push(...validatePort(port, `${path}.ports[${at}]`)));
      listAt(rule, peers).forEach((peer, at) => errors.push(...validatePeer(peer, `${path}.${peers}[${at}]`)));
    });
  }
  const types = textsAt(spec, 'policyTypes');
  if (types.length > TYPES.length) {
    return [...errors, fieldError.invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  }
  return [...errors, ...types.flatMap((type, index) => validateOneOf(type, TYPES, `spec.policyTypes[${index}]`))];
}

/** Fills in protocols and policy types. Source: Kubernetes 1.36, pkg/apis/networking/v1/defaults.go. */
function fillIn(object: Draft): void {
  const spec = openDraft(object, 'spec');
  for (const rule of [...draftsAt(spec, 'ingress'), ...draftsAt(spec, 'egress')]) {
    for (const port of draftsAt(rule, 'ports')) fill(port, { protocol: 'TCP' });
  }
  if (textsAt(spec, 'policyTypes').length === 0) {
    spec['policyTypes'] = listAt(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  }
}

/** NetworkPolicies. Source: Kubernetes 1.36, pkg/apis/networking/validation/validation.go `ValidateNetworkPolicy`. */
export const networkPolicyStrategy: Strategy = { default: fillIn, validate, validateUpdate: validate };
