import { amount, asks, type Chapter, fails, file, has, objects, prints, unchanged } from '../../model';

const LAYOUT = 'frontend-layout';

const PARTS = ['frontend', 'service-1', 'service-2'];

const KINDS = ['Deployment', 'Service', 'Ingress'];

/** A folder for each part of the application, and a file for each object. */
const TREE = Object.fromEntries(
  PARTS.flatMap((part) =>
    KINDS.map((kind) => [`${part}/${part}-${kind.toLowerCase()}.yaml`, objects(LAYOUT, `${kind}/${part}`)]),
  ),
);

/** The three files of the frontend, in a folder. */
const frontendIn = (folder: string) =>
  Object.fromEntries(
    KINDS.map((kind) => [`${folder}/frontend-${kind.toLowerCase()}.yaml`, objects(LAYOUT, `${kind}/frontend`)]),
  );

const FRONTEND_FILES = 'frontend-deployment.yaml\nfrontend-ingress.yaml\nfrontend-service.yaml';

const BLUE = 'image: gcr.io/kuar-demo/kuard-amd64:blue';
const GREEN = 'image: gcr.io/kuar-demo/kuard-amd64:green';

const notAnObject = (path: string): string =>
  `error validating "${path}": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these ` +
  'errors, turn validation off with --validate=false';

/** Where the files of an application are, and how its versions are told apart. */
export const filesAndVersions: Chapter = {
  workshop: 'KUAR',
  title: '18. Organising an application: files and versions',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR18-01',
      title: 'Files as the source of truth',
      goal: 'An application of three parts lies in files, and runs as they say.',
      nature: 'normal',
      stack: LAYOUT,
      steps: [
        {
          task:
            'Lay out an application: a folder for each of frontend, service-1 and service-2, and in it a file for each object, ' +
            'NAME-deployment.yaml, NAME-service.yaml and NAME-ingress.yaml. Apply the whole folder. (Beside them lies helm/ ' +
            'with two files that are no objects.)',
          writes: {
            ...TREE,
            'helm/deployment-template.fragment.yaml': 'metadata:\n  name: "{{ .Release.Name }}-deployment"\n',
            'helm/values.yaml': 'Release:\n  Name: my-release\n',
          },
          run: 'kubectl apply -R -f .',
          see: [
            fails(1),
            prints(
              [
                ...PARTS.flatMap((part) => [
                  `deployment.apps/${part} created`,
                  `ingress.networking.k8s.io/${part} created`,
                  `service/${part} created`,
                ]),
                notAnObject('helm/deployment-template.fragment.yaml'),
                notAnObject('helm/values.yaml'),
              ].join('\n'),
            ),
            asks(
              "grep -c '^kind:' */*-deployment.yaml */*-service.yaml */*-ingress.yaml | grep -vc ':1$'",
              fails(1),
              prints('0'),
            ),
            amount(3, 'deployments', undefined, { status: { readyReplicas: 1 } }),
            amount(3, 'ingresses'),
            ...PARTS.map((part) => has(`services/${part}`)),
          ],
          hint: '-R also takes folders below a folder.',
          moral:
            'Who looks for something finds it by its name, and every change touches few files. What is in the files is what ought ' +
            'to run; the cluster follows. Its refusals come last and do not undo the rest.',
        },
      ],
    },
    {
      id: 'KUAR18-02',
      title: 'Versions by tag',
      goal: 'A release of the configuration has a name.',
      nature: 'outside',
      stack: LAYOUT,
      begin: { files: TREE },
      steps: [
        {
          task: 'Mark the configuration as it is released now, in source control.',
          run: 'git tag v1.0',
          outside: 'The files of a lesson are in no repository: the tag belongs to that of your team.',
          see: [unchanged(file('frontend/frontend-deployment.yaml', 'kind: Deployment', BLUE))],
          moral: 'A tag costs nothing and shows no old files. Two versions side by side need folders.',
        },
      ],
    },
    {
      id: 'KUAR18-03',
      title: 'Versions by folder',
      goal: 'Version 1 stays as it was, while the current one changes.',
      nature: 'normal',
      stack: LAYOUT,
      begin: { files: frontendIn('frontend/current') },
      steps: [
        {
          task: 'On release, copy frontend/current to frontend/v1. Then give the frontend a new image, in current only.',
          hand:
            'cp -r frontend/current frontend/v1\n' +
            "sed -i 's/kuard-amd64:blue/kuard-amd64:green/' frontend/current/frontend-deployment.yaml",
          see: [
            asks('ls frontend/v1', prints(FRONTEND_FILES)),
            unchanged(asks('ls frontend/current', prints(FRONTEND_FILES))),
            file('frontend/v1/frontend-deployment.yaml', BLUE),
            file('frontend/current/frontend-deployment.yaml', GREEN),
            asks(
              'diff -rq frontend/v1 frontend/current',
              fails(1),
              prints('Files frontend/v1/frontend-deployment.yaml and frontend/current/frontend-deployment.yaml differ'),
            ),
          ],
          moral: 'An old version can be read, compared and applied again, as long as nobody writes to it.',
        },
      ],
    },
    {
      id: 'KUAR18-04',
      title: 'Stages mapped to revisions',
      goal: 'A stage is a link to a version.',
      nature: 'normal',
      stack: LAYOUT,
      begin: {
        files: { ...frontendIn('frontend/v1'), ...frontendIn('frontend/v2') },
        commands: "sed -i 's/kuard-amd64:blue/kuard-amd64:green/' frontend/v2/frontend-deployment.yaml",
      },
      steps: [
        {
          task:
            'The first users get v2, all others v1: make links frontend/canary to v2/ and frontend/release to v1/. Apply what is ' +
            'released. Then promote v2 to release, and apply again.',
          hand: [
            'ln -s v2/ frontend/canary',
            'ln -s v1/ frontend/release',
            'readlink frontend/canary frontend/release >links.txt',
            'md5sum frontend/v1/* frontend/v2/* >before.txt',
            'kubectl apply -f frontend/release/ >first.txt',
            'ln -sfn v2/ frontend/release',
            'kubectl apply -f frontend/release/ >second.txt',
          ].join('\n'),
          see: [
            file('links.txt', 'v2/', 'v1/'),
            file('first.txt', 'deployment.apps/frontend created'),
            file('second.txt', 'deployment.apps/frontend configured', 'service/frontend unchanged'),
            asks('md5sum --quiet -c before.txt', prints('')),
            has('deployments/frontend', {
              spec: { template: { spec: { containers: [{ image: 'gcr.io/kuar-demo/kuard-amd64:green' }] } } },
            }),
          ],
          moral:
            'HEAD, development, staging, canary and release are pointers. Promotion moves one, and no file changes; going back is ' +
            'the same.',
        },
      ],
    },
  ],
};
