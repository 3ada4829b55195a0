import { fill, type JsonObject, objectAt, objectsAt, openObject } from './json';
import { compareByValue, quantityValue } from './quantity-value';

/** Mode of files made from Secrets, ConfigMaps and the like: 0644. */
const FILE_MODE = 0o644;

/** The tag of an image reference; `latest` where it names neither tag nor digest. */
function tagOf(image: string): string {
  if (image.includes('@')) return '';
  const [, tag] = /:([^:/]+)$/.exec(image) ?? [];
  return tag ?? 'latest';
}

function defaultHttpGet(action: JsonObject | undefined): void {
  if (action !== undefined) fill(action, { path: '/', scheme: 'HTTP' });
}

function defaultProbe(probe: JsonObject | undefined): void {
  if (probe === undefined) return;
  for (const [field, value] of Object.entries({
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  })) {
    if (probe[field] === undefined || probe[field] === 0) probe[field] = value;
  }
  if (probe['initialDelaySeconds'] === 0) delete probe['initialDelaySeconds'];
  defaultHttpGet(objectAt(probe, 'httpGet'));
}

function defaultFieldRef(parent: JsonObject | undefined): void {
  const reference = objectAt(parent, 'fieldRef');
  if (reference !== undefined) fill(reference, { apiVersion: 'v1' });
}

function defaultContainer(container: JsonObject): void {
  const isLatest = tagOf(String(container['image'] ?? '')) === 'latest';
  fill(container, {
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  const resources = openObject(container, 'resources');
  compareByValue(objectAt(resources, 'requests'));
  compareByValue(objectAt(resources, 'limits'));
  for (const port of objectsAt(container, 'ports')) fill(port, { protocol: 'TCP' });
  for (const variable of objectsAt(container, 'env')) {
    defaultFieldRef(objectAt(variable, 'valueFrom'));
    // A variable without text and one with an empty text are stored alike.
    if (variable['value'] === '') delete variable['value'];
  }
  for (const mount of objectsAt(container, 'volumeMounts')) if (mount['readOnly'] === false) delete mount['readOnly'];
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe']) defaultProbe(objectAt(container, kind));
  for (const hook of ['postStart', 'preStop']) {
    defaultHttpGet(objectAt(objectAt(objectAt(container, 'lifecycle'), hook), 'httpGet'));
  }
}

function defaultVolume(volume: JsonObject): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume['emptyDir'] = {};
  const emptyDir = objectAt(volume, 'emptyDir');
  if (emptyDir?.['sizeLimit'] !== undefined) emptyDir['sizeLimit'] = quantityValue(emptyDir['sizeLimit']);
  const hostPath = objectAt(volume, 'hostPath');
  if (hostPath !== undefined) fill(hostPath, { type: '' });
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const files = objectAt(volume, source);
    if (files === undefined) continue;
    fill(files, { defaultMode: FILE_MODE });
    objectsAt(files, 'items').forEach(defaultFieldRef);
    for (const part of objectsAt(files, 'sources')) {
      objectsAt(objectAt(part, 'downwardAPI'), 'items').forEach(defaultFieldRef);
      const token = objectAt(part, 'serviceAccountToken');
      if (token !== undefined) fill(token, { expirationSeconds: 3600 });
    }
  }
}

/**
 * What every Pod template gets.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_PodSpec`, `_Container`, `_Probe`, `_HTTPGetAction`,
 * `_Volume` and its sources, `_ObjectFieldSelector`; zz_generated.defaults.go for the protocol of ports.
 * Not modelled: volumes of type image, iscsi, rbd, azureDisk, scaleIO and ephemeral.
 */
export function defaultPodSpec(spec: JsonObject): void {
  fill(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  // The older name of the field is stored beside the newer one. Source: pkg/apis/core/v1/conversion.go.
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  if (account !== undefined) Object.assign(spec, { serviceAccountName: account, serviceAccount: account });
  for (const list of ['initContainers', 'containers']) objectsAt(spec, list).forEach(defaultContainer);
  objectsAt(spec, 'volumes').forEach(defaultVolume);
}

/**
 * What a Pod gets beyond its template's defaults: requests follow limits, links to Services, host ports.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_Pod`. Not modelled: resources of the whole Pod,
 * and what admission adds (service account, token volume, tolerations, priority).
 */
export function defaultPod(spec: JsonObject): void {
  for (const container of [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')]) {
    const limits = objectAt(objectAt(container, 'resources'), 'limits');
    if (limits !== undefined) fill(openObject(openObject(container, 'resources'), 'requests'), { ...limits });
    if (spec['hostNetwork'] !== true) continue;
    for (const port of objectsAt(container, 'ports')) fill(port, { hostPort: port['containerPort'] });
  }
  fill(spec, { enableServiceLinks: true });
}
