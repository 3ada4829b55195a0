import {
  decideFate,
  mustProvision,
  newVolume,
  refusalFor,
  roundedSize,
} from '../../../../src/simulator/controllers/dynamic-provisioner/decide';
import { decideExpansion } from '../../../../src/simulator/controllers/dynamic-provisioner/expand';
import { provisionersNamed } from '../../../../src/simulator/controllers/dynamic-provisioner/known-provisioners';
import type { ProvisionerModel } from '../../../../src/simulator/controllers/dynamic-provisioner/provisioner-model';
import { annotated, claim, storageClass, volume } from '../persistent-volume-binder/storage-objects';

function known(name: string): { readonly name: string; readonly model: ProvisionerModel } {
  const [[driver, model] = ['', undefined]] = provisionersNamed([name]);
  if (model === undefined) throw new Error(`${name} is missing`);
  return { name: driver, model };
}

const ebs = known('kubernetes.io/aws-ebs');
const gp2 = storageClass('gp2', { provisioner: 'kubernetes.io/aws-ebs', volumeBindingMode: 'WaitForFirstConsumer' });
const asked = { 'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com' };
const placed = { ...asked, 'volume.kubernetes.io/selected-node': 'node-1' };
const wish = claim('data', { storageClassName: 'gp2', resources: { requests: { storage: '1500Mi' } } });

test.each([
  ['it was asked, and the node is chosen', annotated(wish, placed), gp2, true],
  ['no Pod has a node yet', annotated(wish, asked), gp2, false],
  ['the class does not wait', annotated(wish, asked), { ...gp2, volumeBindingMode: 'Immediate' }, true],
  ['it was not asked', wish, gp2, false],
  [
    'another one was asked',
    annotated(wish, { ...placed, 'volume.kubernetes.io/storage-provisioner': 'x' }),
    gp2,
    false,
  ],
  ['the class is gone', annotated(wish, placed), undefined, false],
  ['the claim has a volume', annotated({ ...wish, spec: { ...wish.spec, volumeName: 'v' } }, placed), gp2, false],
])('a volume is made or not when %s', (_, given, itsClass, expected) => {
  expect(mustProvision(given, itsClass, ebs)).toBe(expected);
});

test.each([
  ['rancher.io/local-path', 'claim.Spec.Selector is not supported'],
  ['ebs.csi.aws.com', 'claim Selector is not supported'],
  ['k8s.io/minikube-hostpath', undefined],
])('%s says of a claim with a selector: %s', (name, text) => {
  const { model } = known(name);
  const picky = { ...wish, spec: { ...wish.spec, selector: { matchLabels: { volume: 'mine' } } } };
  expect(refusalFor(wish, gp2, model)).toBeUndefined();
  expect(refusalFor(picky, gp2, model)).toBe(
    text === undefined ? undefined : `failed to provision volume with StorageClass "gp2": ${text}`,
  );
});

test('a disk of a class of old says in the old words where it is, and in which zone', () => {
  const zone = { 'topology.kubernetes.io/zone': 'us-east-1a' };
  const node = { metadata: { name: 'node-1', labels: zone } } as never;
  const name = 'pvc-0123456789ab';
  const made = newVolume({ claim: annotated(wish, placed), storageClass: gp2, name, node }, ebs.model);
  expect(made).toMatchObject({
    metadata: {
      name,
      annotations: {
        'pv.kubernetes.io/provisioned-by': 'kubernetes.io/aws-ebs',
        'pv.kubernetes.io/migrated-to': 'ebs.csi.aws.com',
      },
      finalizers: ['external-provisioner.volume.kubernetes.io/finalizer'],
    },
    spec: {
      awsElasticBlockStore: { volumeID: 'vol-00123456789ab', fsType: 'ext4' },
      capacity: { storage: '2Gi' },
      claimRef: { namespace: 'demo', name: 'data', uid: 'uid of data' },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'gp2',
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['us-east-1a'] }] },
          ],
        },
      },
    },
  });
});

test.each([
  ['k8s.io/minikube-hostpath', '/tmp/hostpath-provisioner/demo/data'],
  ['docker.io/hostpath', '/var/lib/k8s-pvs/data/pvc-1'],
  ['rancher.io/local-path', '/var/local-path-provisioner/pvc-1_demo_data'],
])('%s makes the folder %s, as large as was asked', (name, path) => {
  const { model } = known(name);
  const made = newVolume(
    { claim: wish, storageClass: storageClass('std', { provisioner: name }), name: 'pvc-1' },
    model,
  );
  expect(made.spec).toMatchObject({ hostPath: { path }, capacity: { storage: '1500Mi' } });
});

test.each([
  ['1Gi', 1024 ** 3, '1Gi'],
  ['1025Mi', 1024 ** 3, '2Gi'],
  ['1G', 1024 ** 3, '1Gi'],
  ['7', 1, '7'],
])('%s in steps of %d bytes is %s', (size, step, expected) => {
  expect(roundedSize(size, step)).toBe(expected);
});

const released = annotated(volume('v', { persistentVolumeReclaimPolicy: 'Delete' }, 'Released'), {
  'pv.kubernetes.io/provisioned-by': 'kubernetes.io/aws-ebs',
});
const gone = {
  ...released.metadata,
  deletionTimestamp: '2026-01-01T00:00:00Z',
  finalizers: ['external-provisioner.volume.kubernetes.io/finalizer'],
};

test.each([
  ['released', released, 'delete'],
  ['bound', { ...released, status: { phase: 'Bound' } }, 'keep'],
  ['to be kept', { ...released, spec: { ...released.spec, persistentVolumeReclaimPolicy: 'Retain' } }, 'keep'],
  ['made by somebody else', annotated(released, { 'pv.kubernetes.io/provisioned-by': 'x' }), 'keep'],
  ['being deleted', { ...released, metadata: gone }, 'letGo'],
])('a volume that is %s', (_, given, fate) => {
  expect(decideFate(given, ebs)).toBe(fate);
});

const large = claim('data', {
  storageClassName: 'gp2',
  volumeName: 'v',
  resources: { requests: { storage: '4500Mi' } },
});
const bound = { ...large, status: { phase: 'Bound', capacity: { storage: '2Gi' } } };

test.each([
  ['the class allows it', bound, { ...gp2, allowVolumeExpansion: true }, ebs, '5Gi'],
  ['the class does not', bound, gp2, ebs, undefined],
  [
    'the claim has enough',
    { ...bound, status: { phase: 'Bound', capacity: { storage: '5Gi' } } },
    { ...gp2, allowVolumeExpansion: true },
    ebs,
    undefined,
  ],
  ['the provisioner cannot', bound, { ...gp2, allowVolumeExpansion: true }, known('docker.io/hostpath'), undefined],
])('a volume grows when %s', (_, given, itsClass, by, size) => {
  const made = annotated(volume('v'), { 'pv.kubernetes.io/provisioned-by': by.name });
  expect(decideExpansion(given, made, itsClass, by)).toBe(size);
});

test('a provisioner that is not modelled is refused by name', () => {
  expect(() => provisionersNamed(['example.com/disks'])).toThrow("got 'example.com/disks'");
});
