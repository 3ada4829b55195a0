import { fieldError, type FieldError, isInRange } from '../../api';
import { type Fields, fieldsAt, flagAt, listAt, numberAt, numbersAt, textAt, textsAt } from '../fields';
import { invalidFor, validateDnsSubdomain, validateOneOf } from '../field-rules';
import { internalForm } from './internal-form';
import { SECURITY_CONTEXT } from './internal-shapes';
import { validateDescendingPath } from './paths';

const ID_MAX = 2147483647;
const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_FORMAT = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`;
const SYSCTL = new RegExp(SYSCTL_FORMAT);
const SYSCTL_LENGTH_MAX = 253;
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const PROFILE_LENGTH_MAX = 4095;

/** Namespaced kernel parameters. Source: component-helpers/kubelet/sysctl namespaces.go. */
const IPC_SYSCTL =
  /^(kernel[./](sem|shmall|shmmax|shmmni|shm_rmid_forced|msgmax|msgmnb|msgmni)$|kernel[./]shm|kernel[./]msg|fs[./]mqueue[./])/;
const NET_SYSCTL = /^net[./]/;

const validateId = (context: Fields, field: string, path: string): FieldError[] => {
  const id = numberAt(context, field);
  return id === undefined ? [] : invalidFor(`${path}.${field}`, id, isInRange(id, 0, ID_MAX));
};

function validateSeccomp(context: Fields, path: string): FieldError[] {
  const profile = fieldsAt(context, 'seccompProfile');
  if (profile === undefined) return [];
  const at = `${path}.seccompProfile`;
  const type = textAt(profile, 'type');
  const errors: FieldError[] =
    type === ''
      ? [fieldError.required(`${at}.type`, 'type is required when seccompProfile is set')]
      : validateOneOf(type, PROFILE_TYPES, `${at}.type`);
  const file = profile['localhostProfile'];
  if (type === 'Localhost') {
    if (file === undefined) {
      errors.push(fieldError.required(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost'));
    } else errors.push(...validateDescendingPath(String(file), `${at}.localhostProfile`));
  } else if (file !== undefined) {
    const shown = { Type: type, LocalhostProfile: file };
    const rule = 'can only be set when seccomp type is Localhost';
    errors.push(fieldError.invalid(`${at}.localhostProfile`, shown, rule));
  }
  return errors;
}

function validateAppArmor(context: Fields, path: string): FieldError[] {
  const profile = fieldsAt(context, 'appArmorProfile');
  if (profile === undefined) return [];
  const at = `${path}.appArmorProfile`;
  const fileAt = `${at}.localhostProfile`;
  const type = textAt(profile, 'type');
  const file = profile['localhostProfile'] as string | undefined;
  if (type === '') return [fieldError.required(`${at}.type`, 'type is required when appArmorProfile is set')];
  if (!PROFILE_TYPES.includes(type)) return validateOneOf(type, PROFILE_TYPES, `${at}.type`);
  if (type !== 'Localhost') {
    const rule = 'can only be set when AppArmor type is Localhost';
    return file === undefined ? [] : [fieldError.invalid(fileAt, file, rule)];
  }
  const missing = fieldError.required(fileAt, 'must be set when AppArmor type is Localhost');
  if (file === undefined) return [missing];
  const errors: FieldError[] = [];
  if (file.trim() !== file) errors.push(fieldError.invalid(fileAt, file, 'must not be padded with whitespace'));
  else if (file === '') errors.push(missing);
  if (file.length > PROFILE_LENGTH_MAX) errors.push(fieldError.tooLong(fileAt, PROFILE_LENGTH_MAX));
  return errors;
}

/** Rules for the user of a Windows container are not modelled beyond that it has a name. */
function validateWindowsOptions(context: Fields, path: string): FieldError[] {
  const options = fieldsAt(context, 'windowsOptions');
  const at = `${path}.windowsOptions`;
  const errors: FieldError[] = [];
  const name = options?.['gmsaCredentialSpecName'];
  if (typeof name === 'string') errors.push(...validateDnsSubdomain(name, `${at}.gmsaCredentialSpecName`));
  for (const field of ['gmsaCredentialSpec', 'runAsUserName']) {
    if (options?.[field] !== '') continue;
    errors.push(fieldError.invalid(`${at}.${field}`, '', `${field} cannot be an empty string`));
  }
  return errors;
}

function validateSysctls(spec: Fields, context: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  listAt(context, 'sysctls').forEach((sysctl, index) => {
    const name = textAt(sysctl, 'name');
    const at = `${path}[${index}].name`;
    if (name === '') errors.push(fieldError.required(at));
    else if (name.length > SYSCTL_LENGTH_MAX || !SYSCTL.test(name)) {
      const rule = `must have at most ${SYSCTL_LENGTH_MAX} characters and match regex ${SYSCTL_FORMAT}`;
      errors.push(fieldError.invalid(at, name, rule));
    } else if (seen.has(name)) errors.push(fieldError.duplicate(at, name));
    if (flagAt(spec, 'hostNetwork') === true && NET_SYSCTL.test(name)) {
      errors.push(fieldError.invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    } else if (flagAt(spec, 'hostIPC') === true && IPC_SYSCTL.test(name)) {
      errors.push(fieldError.invalid(at, name, "may not be specified when 'hostIPC' is true"));
    }
    seen.add(name);
  });
  return errors;
}

/** What is wrong with the security of a whole Pod. Source: validation.go `validatePodSpecSecurityContext`. */
export function validatePodSecurityContext(spec: Fields, specPath: string): FieldError[] {
  const context = fieldsAt(spec, 'securityContext');
  if (context === undefined) return [];
  const path = `${specPath}.securityContext`;
  const errors = ['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((field) => validateId(context, field, path));
  numbersAt(context, 'supplementalGroups').forEach((group, index) =>
    errors.push(...invalidFor(`${path}.supplementalGroups[${index}]`, group, isInRange(group, 0, ID_MAX))),
  );
  if (flagAt(spec, 'shareProcessNamespace') === true && flagAt(spec, 'hostPID') === true) {
    const rule = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(fieldError.invalid(`${path}.shareProcessNamespace`, true, rule));
  }
  errors.push(...validateSysctls(spec, context, `${path}.sysctls`));
  const oneOf = (field: string, supported: readonly string[]): void => {
    const value = context[field];
    if (typeof value === 'string') errors.push(...validateOneOf(value, supported, `${path}.${field}`));
  };
  oneOf('fsGroupChangePolicy', ['Always', 'OnRootMismatch']);
  errors.push(...validateSeccomp(context, path), ...validateWindowsOptions(context, path));
  errors.push(...validateAppArmor(context, path));
  oneOf('supplementalGroupsPolicy', ['Merge', 'Strict']);
  oneOf('seLinuxChangePolicy', ['MountOption', 'Recursive']);
  return errors;
}

/** What is wrong with the security of one container. Source: validation.go `ValidateSecurityContext`. */
export function validateSecurityContext(container: Fields, hostUsers: boolean, containerPath: string): FieldError[] {
  const context = fieldsAt(container, 'securityContext');
  if (context === undefined) return [];
  const path = `${containerPath}.securityContext`;
  const errors = ['runAsUser', 'runAsGroup'].flatMap((field) => validateId(context, field, path));
  const procMount = context['procMount'];
  if (typeof procMount === 'string') {
    errors.push(...validateOneOf(procMount, ['Default', 'Unmasked'], `${path}.procMount`));
    if (hostUsers && procMount === 'Unmasked') {
      errors.push(fieldError.invalid(`${path}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`'));
    }
  }
  errors.push(...validateSeccomp(context, path));
  if (flagAt(context, 'allowPrivilegeEscalation') === false) {
    const wrong = (other: string): void => {
      const shown = internalForm(context, SECURITY_CONTEXT);
      errors.push(fieldError.invalid(path, shown, `cannot set \`allowPrivilegeEscalation\` to false and ${other}`));
    };
    if (flagAt(context, 'privileged') === true) wrong('`privileged` to true');
    for (const capability of textsAt(fieldsAt(context, 'capabilities'), 'add')) {
      if (capability === 'CAP_SYS_ADMIN') wrong('`capabilities.Add` CAP_SYS_ADMIN');
    }
  }
  return [...errors, ...validateWindowsOptions(context, path), ...validateAppArmor(context, path)];
}
