import { fieldError, type FieldError } from '../../api';
import { type Fields, fieldsAt, flagAt, listAt, textAt } from '../fields';
import type { VolumesByName } from './options';
import { validateDescendingPath, validateNoBacksteps } from './paths';

const pathsByName = (container: Fields, list: string, field: string): ReadonlyMap<string, string> =>
  new Map(listAt(container, list).map((item) => [textAt(item, 'name'), textAt(item, field)]));

function validatePropagation(container: Fields, mount: Fields, path: string): FieldError[] {
  const propagation = mount['mountPropagation'];
  if (typeof propagation !== 'string') return [];
  const errors: FieldError[] = [];
  const supported = ['Bidirectional', 'HostToContainer', 'None'];
  if (!supported.includes(propagation)) errors.push(fieldError.notSupported(path, propagation, supported));
  const isPrivileged = flagAt(fieldsAt(container, 'securityContext'), 'privileged') === true;
  if (propagation === 'Bidirectional' && !isPrivileged) {
    const rule = 'Bidirectional mount propagation is available only to privileged containers';
    errors.push(fieldError.forbidden(path, rule));
  }
  return errors;
}

function validateRecursiveReadOnly(mount: Fields, path: string): FieldError[] {
  const mode = mount['recursiveReadOnly'];
  if (typeof mode !== 'string' || mode === 'Disabled') return [];
  const supported = ['Disabled', 'Enabled', 'IfPossible'];
  if (!supported.includes(mode)) return [fieldError.notSupported(path, mode, supported)];
  const errors: FieldError[] = [];
  if (flagAt(mount, 'readOnly') !== true) {
    errors.push(fieldError.forbidden(path, 'may only be specified when readOnly is true'));
  }
  const propagation = textAt(mount, 'mountPropagation');
  if (propagation !== '' && propagation !== 'None') {
    errors.push(fieldError.forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

function validateSubPath(mount: Fields, isImage: boolean, itemPath: string, listPath: string): FieldError[] {
  const subPath = textAt(mount, 'subPath');
  const expression = textAt(mount, 'subPathExpr');
  const errors: FieldError[] = [];
  if (isImage && expression !== '') {
    errors.push(fieldError.invalid(`${itemPath}.subPathExpr`, expression, 'not allowed in image volume sources'));
  }
  // The paths of wrong sub-paths are the list's, not the item's: so says the real server.
  if (subPath !== '') errors.push(...validateDescendingPath(subPath, `${listPath}.subPath`));
  if (expression === '') return errors;
  if (subPath !== '') {
    const rule = 'subPathExpr and subPath are mutually exclusive';
    errors.push(fieldError.invalid(`${itemPath}.subPathExpr`, expression, rule));
  }
  return [...errors, ...validateDescendingPath(expression, `${listPath}.subPathExpr`)];
}

/** What is wrong with what a container mounts. Source: Kubernetes 1.36, validation.go `ValidateVolumeMounts`. */
export function validateVolumeMounts(container: Fields, volumes: VolumesByName, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const devices = pathsByName(container, 'volumeDevices', 'devicePath');
  const devicePaths = new Set(devices.values());
  const seen = new Set<string>();
  listAt(container, 'volumeMounts').forEach((mount, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(mount, 'name');
    const mountPath = textAt(mount, 'mountPath');
    const volume = volumes.get(name);
    if (name === '') errors.push(fieldError.required(`${at}.name`));
    if (volume === undefined) errors.push(fieldError.notFound(`${at}.name`, name));
    if (mountPath === '') errors.push(fieldError.required(`${at}.mountPath`));
    if (seen.has(mountPath)) errors.push(fieldError.invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    seen.add(mountPath);
    if (devices.has(name)) {
      errors.push(fieldError.invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
    }
    if (devicePaths.has(mountPath)) {
      const rule = 'must not already exist as a path in volumeDevices';
      errors.push(fieldError.invalid(`${at}.mountPath`, mountPath, rule));
    }
    errors.push(...validateSubPath(mount, volume?.['image'] !== undefined, at, path));
    errors.push(...validatePropagation(container, mount, `${path}.mountPropagation`));
    errors.push(...validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`));
  });
  return errors;
}

/** What is wrong with the block devices of a container. Source: Kubernetes 1.36, validation.go `ValidateVolumeDevices`. */
export function validateVolumeDevices(container: Fields, volumes: VolumesByName, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mounts = pathsByName(container, 'volumeMounts', 'mountPath');
  const mountPaths = new Set(mounts.values());
  const names = new Set<string>();
  const paths = new Set<string>();
  listAt(container, 'volumeDevices').forEach((device, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(device, 'name');
    const devicePath = textAt(device, 'devicePath');
    const volume = volumes.get(name);
    const wrongName = (rule: string): unknown => errors.push(fieldError.invalid(`${at}.name`, name, rule));
    const wrongPath = (rule: string): unknown => errors.push(fieldError.invalid(`${at}.devicePath`, devicePath, rule));
    if (name === '') errors.push(fieldError.required(`${at}.name`));
    if (names.has(name)) wrongName('must be unique');
    if (volume === undefined) errors.push(fieldError.notFound(`${at}.name`, name));
    else if (volume['persistentVolumeClaim'] === undefined && volume['ephemeral'] === undefined) {
      wrongName('can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
    }
    if (devicePath === '') errors.push(fieldError.required(`${at}.devicePath`));
    if (paths.has(devicePath)) wrongPath('must be unique');
    if (validateNoBacksteps(devicePath, at).length > 0) wrongPath("can not contain backsteps ('..')");
    else paths.add(devicePath);
    if (mounts.has(name)) wrongName('must not already exist in volumeMounts');
    if (mountPaths.has(devicePath)) wrongPath('must not already exist as a path in volumeMounts');
    if (name !== '') names.add(name);
  });
  return errors;
}
