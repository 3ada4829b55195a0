import {
  fieldError,
  isDnsLabel,
  isDnsSubdomain,
  isPortName,
  isPortNumber,
  isWildcardDnsSubdomain,
  type FieldError,
  type KubeObject,
} from '../api';
import { fieldsAt, listAt, numberAt, textAt, textsAt, type Fields } from './fields';
import { invalidFor, validateDnsSubdomain } from './field-rules';
import { parseIpAddress } from './ip-address';
import type { Strategy } from './resource';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const FORBIDDEN_IN_PATH = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_AT_END = ['/..', '/.'];

function validateHost(host: string, path: string): FieldError[] {
  return invalidFor(path, host, host.includes('*') ? isWildcardDnsSubdomain(host) : isDnsSubdomain(host));
}

function validateServiceBackend(service: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(service, 'name');
  if (name === '') errors.push(fieldError.required(`${path}.service.name`));
  else errors.push(...invalidFor(`${path}.service.name`, name, isDnsLabel(name)));
  const port = fieldsAt(service, 'port');
  const portName = textAt(port, 'name');
  const number = numberAt(port, 'number') ?? 0;
  if (portName !== '' && number !== 0) {
    errors.push(fieldError.invalid(path, '', 'cannot set both port name & port number'));
  } else if (portName !== '') {
    errors.push(...invalidFor(`${path}.service.port.name`, portName, isPortName(portName)));
  } else if (number !== 0) {
    errors.push(...invalidFor(`${path}.service.port.number`, number, isPortNumber(number)));
  } else {
    errors.push(fieldError.required(path, 'port name or number is required'));
  }
  return errors;
}

function validateBackend(backend: Fields | undefined, path: string): FieldError[] {
  const service = fieldsAt(backend, 'service');
  const resource = fieldsAt(backend, 'resource');
  if (service !== undefined && resource !== undefined) {
    return [fieldError.invalid(path, '', 'cannot set both resource and service backends')];
  }
  if (resource !== undefined) {
    return ['kind', 'name']
      .filter((field) => textAt(resource, field) === '')
      .map((field) => fieldError.required(`${path}.resource.${field}`));
  }
  if (service !== undefined) return validateServiceBackend(service, path);
  return [fieldError.invalid(path, '', 'resource or service backend is required')];
}

function validatePathText(value: string, type: string, path: string): FieldError[] {
  if (type === 'ImplementationSpecific') {
    return value === '' || value.startsWith('/') ? [] : [fieldError.invalid(path, value, 'must be an absolute path')];
  }
  return [
    ...(value.startsWith('/') ? [] : ['must be an absolute path']),
    ...FORBIDDEN_IN_PATH.filter((part) => value.includes(part)).map((part) => `must not contain '${part}'`),
    ...FORBIDDEN_AT_END.filter((part) => value.endsWith(part)).map((part) => `cannot end with '${part}'`),
  ].map((message) => fieldError.invalid(path, value, message));
}

function validateHttpPath(entry: Fields, path: string): FieldError[] {
  const type = entry['pathType'];
  if (type === undefined || type === null)
    return [fieldError.required(`${path}.pathType`, 'pathType must be specified')];
  const errors = PATH_TYPES.includes(type as string)
    ? validatePathText(textAt(entry, 'path'), type as string, `${path}.path`)
    : [fieldError.notSupported(`${path}.pathType`, type, PATH_TYPES)];
  return [...errors, ...validateBackend(fieldsAt(entry, 'backend'), `${path}.backend`)];
}

function validateRule(rule: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const host = textAt(rule, 'host');
  if (host !== '') {
    if (parseIpAddress(host) !== undefined) {
      errors.push(fieldError.invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    }
    errors.push(...validateHost(host, `${path}.host`));
  }
  const http = fieldsAt(rule, 'http');
  if (http === undefined) return errors;
  const paths = listAt(http, 'paths');
  if (paths.length === 0) errors.push(fieldError.required(`${path}.http.paths`));
  return [...errors, ...paths.flatMap((entry, index) => validateHttpPath(entry, `${path}.http.paths[${index}]`))];
}

function validateTls(tls: Fields, path: string): FieldError[] {
  const secret = textAt(tls, 'secretName');
  return [
    ...textsAt(tls, 'hosts').flatMap((host, index) => validateHost(host, `${path}.hosts[${index}]`)),
    ...(secret === '' ? [] : validateDnsSubdomain(secret, `${path}.secretName`)),
  ];
}

function validate(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec') ?? {};
  const errors: FieldError[] = [];
  const rules = listAt(spec, 'rules');
  const backend = fieldsAt(spec, 'defaultBackend');
  if (rules.length === 0 && backend === undefined) {
    const rule = 'either `defaultBackend` or `rules` must be specified';
    errors.push(fieldError.invalid('spec', spec['rules'] ?? null, rule));
  }
  if (backend !== undefined) errors.push(...validateBackend(backend, 'spec.defaultBackend'));
  rules.forEach((rule, index) => errors.push(...validateRule(rule, `spec.rules[${index}]`)));
  listAt(spec, 'tls').forEach((tls, index) => errors.push(...validateTls(tls, `spec.tls[${index}]`)));
  if (spec['ingressClassName'] !== undefined) {
    errors.push(...validateDnsSubdomain(textAt(spec, 'ingressClassName'), 'spec.ingressClassName'));
  }
  return errors;
}

function validateClassAnnotation(object: KubeObject): FieldError[] {
  const annotation = object.metadata.annotations?.[CLASS_ANNOTATION];
  const name = fieldsAt(object, 'spec')?.['ingressClassName'];
  if (annotation === undefined || name === undefined || annotation === name) return [];
  const rule = 'must match `ingressClassName` when both are specified';
  return [fieldError.invalid(`annotations.${CLASS_ANNOTATION}`, annotation, rule)];
}

function warnings(object: KubeObject): string[] {
  const hasAnnotation = object.metadata.annotations?.[CLASS_ANNOTATION] !== undefined;
  if (!hasAnnotation || fieldsAt(object, 'spec')?.['ingressClassName'] !== undefined) return [];
  return [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`];
}

/** Ingresses. Source: Kubernetes 1.36, pkg/apis/networking/validation/validation.go `ValidateIngressCreate`. */
export const ingressStrategy: Strategy = {
  prepareForCreate(object) {
    object['status'] = { loadBalancer: {} };
  },
  prepareForUpdate(object, old) {
    object['status'] = old['status'];
  },
  validate: (object) => [...validate(object), ...validateClassAnnotation(object)],
  validateUpdate: validate,
  warnings: (object, old) => (old === undefined ? warnings(object) : []),
};
