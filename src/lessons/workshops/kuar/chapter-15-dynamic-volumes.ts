import { asks, type Chapter, edited, file, gone, has, objects, prints, rows, table } from '../../model';

const STACK = 'kuar-dynamic-volumes';
const CLASS = objects(STACK, 'StorageClass/default');
const CLAIM = objects(STACK, 'PersistentVolumeClaim/my-claim');

/** As the text has it: annotations from before classes were fields, and a driver that was a part of Kubernetes then. */
const OLD_CLASS = edited(
  CLASS,
  ['storageclass.kubernetes.io/', 'storageclass.beta.kubernetes.io/'],
  ['disk.csi.azure.com', 'kubernetes.io/azure-disk'],
);
const oldClaim = (name: string) =>
  edited(
    CLAIM,
    ['name: my-claim\n', `name: ${name}\n  annotations:\n    volume.beta.kubernetes.io/storage-class: default\n`],
    [/ +storageClassName: default\n/, ''],
  );

/** A class whose volumes stay when their claims go. */
const KEEPING_CLASS = edited(
  CLASS,
  ['name: default\n', 'name: keep\n'],
  [/ +annotations:\n.*\n/, ''],
  ['provisioner:', 'reclaimPolicy: Retain\nprovisioner:'],
);
const KEPT_CLAIM = edited(
  CLAIM,
  ['name: my-claim', 'name: kept'],
  ['storageClassName: default', 'storageClassName: keep'],
);

/** A Pod that writes to both claims. */
const WRITER = `apiVersion: v1
kind: Pod
metadata:
  name: writer
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: writer
      image: busybox
      command: [sleep, 1d]
      volumeMounts:
        - {name: mine, mountPath: /mine}
        - {name: kept, mountPath: /kept}
  volumes:
    - name: mine
      persistentVolumeClaim: {claimName: my-claim}
    - name: kept
      persistentVolumeClaim: {claimName: kept}
`;

const bound = { status: { phase: 'Bound', capacity: { storage: '10Gi' } } };

/** Volumes that are made when somebody asks for them. */
export const dynamicVolumes: Chapter = {
  workshop: 'KUAR',
  title: '15. Storage: volumes made on demand',
  // A cluster with a driver for the disks of the text.
  profile: 'workshop',
  exercises: [
    {
      id: 'KUAR15-09',
      title: 'Dynamic provisioning',
      goal: 'A claim is enough: its StorageClass has a volume made for it.',
      nature: 'normal',
      stack: STACK,
      steps: [
        {
          task:
            'Whoever runs the cluster writes a StorageClass once: default, which says that the driver for disks of Azure makes ' +
            'the volumes, and that claims without a class mean this one. Create it from modern/storageclass.yaml.',
          writes: { 'storageclass.yaml': OLD_CLASS, 'modern/storageclass.yaml': CLASS },
          run: 'kubectl apply -f modern/storageclass.yaml',
          original: {
            run: 'kubectl apply -f storageclass.yaml',
            why: 'The driver within Kubernetes was removed in 1.27, and the annotation has left its beta behind.',
          },
          see: [
            prints('storageclass.storage.k8s.io/default created'),
            asks(
              'kubectl get storageclass default',
              table({
                NAME: 'default (default)',
                PROVISIONER: 'disk.csi.azure.com',
                RECLAIMPOLICY: 'Delete',
                VOLUMEBINDINGMODE: 'Immediate',
                ALLOWVOLUMEEXPANSION: 'false',
                AGE: '{{age}}',
              }),
            ),
          ],
        },
        {
          task:
            'Claim 10Gi of the class default with modern/dynamic-volume-claim.yaml. The form of the text, with an annotation ' +
            'in place of the field, is tried under the name old-claim.',
          writes: {
            'dynamic-volume-claim.yaml': oldClaim('old-claim'),
            'modern/dynamic-volume-claim.yaml': CLAIM,
          },
          hand: 'kubectl apply -f dynamic-volume-claim.yaml >old.txt 2>&1',
          run: 'kubectl apply -f modern/dynamic-volume-claim.yaml',
          original: {
            run: 'kubectl apply -f dynamic-volume-claim.yaml',
            why: 'It works, with a warning: the annotation is a field since Kubernetes 1.6.',
          },
          see: [
            prints('persistentvolumeclaim/my-claim created'),
            asks(
              'kubectl get pvc my-claim',
              table({
                NAME: 'my-claim',
                STATUS: 'Bound',
                VOLUME: 'pvc-{{persistentvolumeclaims/my-claim .metadata.uid}}',
                CAPACITY: '10Gi',
                'ACCESS MODES': 'RWO',
                STORAGECLASS: 'default',
              }),
            ),
            has('persistentvolumes/pvc-{{uid}}', {
              spec: {
                capacity: { storage: '10Gi' },
                claimRef: { name: 'my-claim' },
                csi: { driver: 'disk.csi.azure.com' },
                persistentVolumeReclaimPolicy: 'Delete',
              },
            }),
            file(
              'old.txt',
              'Warning: metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use ' +
                '"storageClassName" attribute instead',
            ),
            has('persistentvolumeclaims/old-claim', bound),
          ],
          moral: 'Nobody had to make a volume first, and the claim does not say which cloud it is in.',
        },
      ],
    },
    {
      id: 'KUAR15-10',
      title: 'Reclaim policy',
      goal: 'You know what becomes of a volume when its Pod goes, and when its claim goes.',
      nature: 'claim',
      stack: STACK,
      begin: {
        running: [objects(STACK)],
        files: { 'keep.yaml': KEEPING_CLASS, 'kept.yaml': KEPT_CLAIM, 'writer.yaml': WRITER },
        commands:
          'kubectl apply -f keep.yaml -f kept.yaml -f writer.yaml\nkubectl wait --for=condition=Ready pod/writer',
      },
      steps: [
        {
          task:
            'The Pod writer uses two claims: my-claim of the class default, and kept, whose class has the reclaim policy Retain. ' +
            'Delete the Pod, and see what is left; then delete the claims.',
          hand: [
            'kubectl delete pod writer',
            'kubectl get pv >without-pod.txt',
            'kubectl delete pvc my-claim kept',
          ].join('\n'),
          see: [
            asks(
              'cat without-pod.txt',
              rows(
                { 'RECLAIM POLICY': 'Delete', STATUS: 'Bound', CLAIM: 'default/my-claim', STORAGECLASS: 'default' },
                { 'RECLAIM POLICY': 'Retain', STATUS: 'Bound', CLAIM: 'default/kept', STORAGECLASS: 'keep' },
              ),
            ),
            gone('pods/writer'),
            gone('persistentvolumeclaims/my-claim'),
            asks(
              'kubectl get pv',
              table({
                NAME: 'pvc-{{uid}}',
                CAPACITY: '10Gi',
                'RECLAIM POLICY': 'Retain',
                STATUS: 'Released',
                CLAIM: 'default/kept',
                STORAGECLASS: 'keep',
              }),
            ),
          ],
          moral:
            'Data goes with the claim, not with the Pod as the text says, and only where the policy is Delete. A released volume ' +
            'waits for somebody who looks through it: no new claim gets it.',
        },
      ],
    },
  ],
};
