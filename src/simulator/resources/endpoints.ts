import { fieldError, isPortNumber, type Draft, type FieldError, type KubeObject } from '../api';
import { draftsAt, fieldsAt, fill, listAt, numberAt, textAt, textsAt, type Fields } from './fields';
import {
  invalidFor,
  validateDnsLabel,
  validateDnsSubdomain,
  validateImmutable,
  validateOneOf,
  validateQualifiedName,
} from './field-rules';
import { isIpAddress, isReachableAddress, parseIpAddress } from './ip-address';
import type { Strategy } from './resource';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

const validateAddressText = (address: string, path: string): FieldError[] =>
  invalidFor(path, address, [...isIpAddress(address), ...isReachableAddress(address)]);

function validateAddress(address: Fields, path: string): FieldError[] {
  const hostname = textAt(address, 'hostname');
  const node = textAt(address, 'nodeName');
  return [
    ...validateAddressText(textAt(address, 'ip'), `${path}.ip`),
    ...(hostname === '' ? [] : validateDnsLabel(hostname, `${path}.hostname`)),
    ...(node === '' ? [] : validateDnsSubdomain(node, `${path}.nodeName`)),
  ];
}

function validatePort(port: Fields, requiresName: boolean, path: string): FieldError[] {
  const name = textAt(port, 'name');
  const number = numberAt(port, 'port') ?? 0;
  const protocol = textAt(port, 'protocol');
  const appProtocol = textAt(port, 'appProtocol');
  return [
    ...(name === ''
      ? requiresName
        ? [fieldError.required(`${path}.name`)]
        : []
      : validateDnsLabel(name, `${path}.name`)),
    ...invalidFor(`${path}.port`, number, isPortNumber(number)),
    ...validateOneOf(protocol, PROTOCOLS, `${path}.protocol`),
    ...(appProtocol === '' ? [] : validateQualifiedName(appProtocol, `${path}.appProtocol`)),
  ];
}

function validateSubset(subset: Fields, path: string): FieldError[] {
  const lists = ['addresses', 'notReadyAddresses'] as const;
  const errors: FieldError[] = [];
  if (lists.every((field) => listAt(subset, field).length === 0)) {
    errors.push(fieldError.required(path, 'must specify `addresses` or `notReadyAddresses`'));
  }
  for (const field of lists) {
    listAt(subset, field).forEach((address, index) => {
      errors.push(...validateAddress(address, `${path}.${field}[${index}]`));
    });
  }
  const ports = listAt(subset, 'ports');
  ports.forEach((port, index) => errors.push(...validatePort(port, ports.length > 1, `${path}.ports[${index}]`)));
  return errors;
}

const validateSubsets = (object: KubeObject): FieldError[] =>
  listAt(object, 'subsets').flatMap((subset, index) => validateSubset(subset, `subsets[${index}]`));

/** Endpoints. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateEndpoints`. */
export const endpointsStrategy: Strategy = {
  default(object) {
    for (const subset of draftsAt(object, 'subsets')) {
      for (const port of draftsAt(subset, 'ports')) fill(port, { protocol: 'TCP' });
    }
  },
  validate: validateSubsets,
  validateUpdate: validateSubsets,
};

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const ENDPOINTS_MAX = 1000;
const ADDRESSES_MAX = 100;
const PORTS_MAX = 20000;

function validateEndpoint(endpoint: Fields, type: string, path: string): FieldError[] {
  const addresses = textsAt(endpoint, 'addresses');
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(fieldError.required(`${path}.addresses`, 'must contain at least 1 address'));
  if (addresses.length > ADDRESSES_MAX) {
    errors.push(fieldError.tooMany(`${path}.addresses`, addresses.length, ADDRESSES_MAX));
  }
  addresses.forEach((address, index) => {
    const at = `${path}.addresses[${index}]`;
    if (type === 'FQDN') {
      errors.push(...validateDnsSubdomain(address, at));
      return;
    }
    errors.push(...validateAddressText(address, at));
    const family = parseIpAddress(address)?.family;
    if (family !== undefined && family !== type) {
      errors.push(fieldError.invalid(at, address, `must be an ${type} address`));
    }
  });
  const hostname = textAt(endpoint, 'hostname');
  if (hostname !== '') errors.push(...validateDnsLabel(hostname, `${path}.hostname`));
  return errors;
}

function validateSlice(object: KubeObject): FieldError[] {
  const type = textAt(object, 'addressType');
  if (type === '') return [fieldError.required('addressType')];
  if (!ADDRESS_TYPES.includes(type)) return [fieldError.notSupported('addressType', type, ADDRESS_TYPES)];
  const endpoints = listAt(object, 'endpoints');
  const ports = listAt(object, 'ports');
  const errors: FieldError[] = [];
  if (endpoints.length > ENDPOINTS_MAX) {
    errors.push(fieldError.tooMany('endpoints', endpoints.length, ENDPOINTS_MAX));
  } else {
    endpoints.forEach((endpoint, index) => errors.push(...validateEndpoint(endpoint, type, `endpoints[${index}]`)));
  }
  if (ports.length > PORTS_MAX) return [...errors, fieldError.tooMany('ports', ports.length, PORTS_MAX)];
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const name = textAt(port, 'name');
    if (name !== '') errors.push(...validateDnsLabel(name, `ports[${index}].name`));
    if (names.has(name)) errors.push(fieldError.duplicate(`ports[${index}].name`, name));
    names.add(name);
    errors.push(...validateOneOf(textAt(port, 'protocol'), PROTOCOLS, `ports[${index}].protocol`));
  });
  return errors;
}

/** EndpointSlices. Source: Kubernetes 1.36, pkg/apis/discovery/validation/validation.go `ValidateEndpointSlice`. */
export const endpointSliceStrategy: Strategy = {
  hasGeneration: true,
  default(object: Draft) {
    for (const port of draftsAt(object, 'ports')) fill(port, { name: '', protocol: 'TCP' });
    for (const endpoint of draftsAt(object, 'endpoints')) {
      if (fieldsAt(endpoint, 'conditions') === undefined) endpoint['conditions'] = {};
    }
  },
  validate: validateSlice,
  validateUpdate: (object, old) => [
    ...validateSlice(object),
    ...validateImmutable(object['addressType'], old['addressType'], 'addressType'),
  ],
};
