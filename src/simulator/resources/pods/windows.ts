import { fieldError, type FieldError } from '../../api';
import { type Fields, fieldsAt, textAt } from '../fields';
import { containersOf } from './container';

const OF_POD = {
  securityContext: [
    ...[
      'appArmorProfile',
      'seLinuxOptions',
      'seccompProfile',
      'fsGroup',
      'fsGroupChangePolicy',
      'sysctls',
      'runAsUser',
    ],
    ...['runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'],
  ],
  spec: ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'],
};

const OF_CONTAINER = [
  ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged'],
  ...['allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'],
];

const forbidden = (context: Fields | undefined, fields: readonly string[], path: string, rule: string): FieldError[] =>
  fields.flatMap((field) => (context?.[field] === undefined ? [] : [fieldError.forbidden(`${path}.${field}`, rule)]));

/**
 * What does not go with the operating system that a Pod names.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `validateOS`, `validateLinux`, `validateWindows`.
 */
export function validateOperatingSystem(spec: Fields, path: string): FieldError[] {
  const os = fieldsAt(spec, 'os');
  if (os === undefined) return [];
  const name = textAt(os, 'name');
  if (name === '') return [fieldError.required(`${path}.os.name`, 'cannot be empty')];
  if (name !== 'linux' && name !== 'windows') {
    return [fieldError.notSupported(`${path}.os`, name, ['linux', 'windows'])];
  }
  const isLinux = name === 'linux';
  const rule = isLinux ? 'windows options cannot be set for a linux pod' : 'cannot be set for a windows pod';
  const errors = forbidden(
    fieldsAt(spec, 'securityContext'),
    isLinux ? ['windowsOptions'] : OF_POD.securityContext,
    `${path}.securityContext`,
    rule,
  );
  if (!isLinux) errors.push(...forbidden(spec, OF_POD.spec, path, rule));
  for (const { container, path: at } of containersOf(spec, path)) {
    const fields = isLinux ? ['windowsOptions'] : OF_CONTAINER;
    errors.push(...forbidden(fieldsAt(container, 'securityContext'), fields, `${at}.securityContext`, rule));
  }
  return errors;
}
