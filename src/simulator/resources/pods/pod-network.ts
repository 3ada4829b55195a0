import { fieldError, type FieldError, isDnsSubdomain } from '../../api';
import { type Fields, fieldsAt, flagAt, listAt, numberAt, textAt, textsAt } from '../fields';
import { invalidFor, validateDnsLabel, validateDnsSubdomain } from '../field-rules';
import { isIpAddress } from '../ip-address';
import type { PodRules } from './options';

/** What is wrong with ports of Pods that use the network of their node. */
export function validateHostPorts(spec: Fields, path: string, rules: PodRules): FieldError[] {
  if (flagAt(spec, 'hostNetwork') !== true) return [];
  return listAt(spec, 'containers').flatMap((container, index) =>
    listAt(container, 'ports').flatMap((port, position) => {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if ((!rules.isPod && hostPort === 0) || hostPort === numberAt(port, 'containerPort')) return [];
      const at = `${path}.containers[${index}].ports[${position}].hostPort`;
      return [fieldError.invalid(at, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

const NAMESERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCH_CHARACTERS_MAX = 2048;

/** What is wrong with how names are looked up. Source: Kubernetes 1.36, validation.go `validatePodDNSConfig`. */
export function validateDnsConfig(spec: Fields, path: string): FieldError[] {
  const config = fieldsAt(spec, 'dnsConfig');
  const nameservers = textsAt(config, 'nameservers');
  if (spec['dnsPolicy'] === 'None') {
    if (config === undefined) {
      return [fieldError.required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    }
    if (nameservers.length === 0) {
      const rule = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [fieldError.required(`${path}.nameservers`, rule)];
    }
  }
  const searches = textsAt(config, 'searches');
  const errors: FieldError[] = [];
  if (nameservers.length > NAMESERVERS_MAX) {
    const rule = `must not have more than ${NAMESERVERS_MAX} nameservers`;
    errors.push(fieldError.invalid(`${path}.nameservers`, nameservers, rule));
  }
  nameservers.forEach((server, index) =>
    errors.push(...invalidFor(`${path}.nameservers[${index}]`, server, isIpAddress(server))),
  );
  if (searches.length > SEARCHES_MAX) {
    const rule = `must not have more than ${SEARCHES_MAX} search paths`;
    errors.push(fieldError.invalid(`${path}.searches`, searches, rule));
  }
  if (searches.join(' ').length > SEARCH_CHARACTERS_MAX) {
    const rule = `must not have more than ${SEARCH_CHARACTERS_MAX} characters (including spaces) in the search list`;
    errors.push(fieldError.invalid(`${path}.searches`, searches, rule));
  }
  searches.forEach((search, index) => {
    if (search === '.') return;
    // Underscores are allowed here, unlike in names.
    const plain = search.replace(/\.$/, '');
    const wrong = isDnsSubdomain(plain.replaceAll('_', 'a'));
    errors.push(...invalidFor(`${path}.searches[${index}]`, plain, wrong));
  });
  listAt(config, 'options').forEach((option, index) => {
    if (textAt(option, 'name') === '') {
      errors.push(fieldError.required(`${path}.options[${index}]`, 'must not be empty'));
    }
  });
  return errors;
}

/** What is wrong with lines for /etc/hosts. */
export const validateHostAliases = (spec: Fields, path: string): FieldError[] =>
  listAt(spec, 'hostAliases').flatMap((alias, index) => {
    const ip = textAt(alias, 'ip');
    return [
      ...invalidFor(`${path}[${index}].ip`, ip, isIpAddress(ip)),
      ...textsAt(alias, 'hostnames').flatMap((name, position) =>
        validateDnsSubdomain(name, `${path}[${index}].hostnames[${position}]`),
      ),
    ];
  });

/** What is wrong with the name of the Pod in its network. */
export function validateHostname(spec: Fields, path: string): FieldError[] {
  const errors = ['hostname', 'subdomain'].flatMap((field) => {
    const value = textAt(spec, field);
    return value === '' ? [] : validateDnsLabel(value, `${path}.${field}`);
  });
  const override = spec['hostnameOverride'];
  if (typeof override !== 'string') return errors;
  const at = `${path}.hostnameOverride`;
  if (override.length > 64) errors.push(fieldError.tooLong(at, 64));
  errors.push(...validateDnsSubdomain(override, at));
  for (const field of ['setHostnameAsFQDN', 'hostNetwork']) {
    if (flagAt(spec, field) !== true) continue;
    errors.push(fieldError.forbidden(at, `may not be specified when ${field} is true`));
  }
  return errors;
}
