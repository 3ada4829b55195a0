import { asks, type Chapter, file, lines, prints } from '../../model';

/**
 * What Helm and its like do, in a few lines: `bash render.sh PARAMETERS... TEMPLATE` puts parameters into a template. Of two
 * values of one name the last counts, so that a file of defaults comes first.
 */
const RENDER = `awk '
  FNR == 1 { place += 1 }
  place < ARGC - 1 && /^[A-Za-z]+:/ {
    section = $1; sub(":", "", section)
    if ($2 != "") value[section] = $2
    next
  }
  place < ARGC - 1 { key = $1; sub(":", "", key); value[section "." key] = $2; next }
  { for (name in value) gsub("[{][{] [.]" name " [}][}]", value[name]); print }
' "$@"
`;

/** A Deployment with places for parameters. */
const template = (image: string, name = '{{ .name }}'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: {{ .replicas }}
  selector:
    matchLabels:
      app: frontend
  template:
    metadata:
      labels:
        app: frontend
    spec:
      containers:
        - name: frontend
          image: gcr.io/kuar-demo/kuard-amd64:${image}
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
spec:
  selector:
    app: frontend
  ports:
    - port: 8080
`;

const version = (folder: string, image: string) => ({
  [`${folder}/frontend-deployment.yaml`]: template(image),
  [`${folder}/frontend-service.yaml`]: SERVICE,
});

const parameters = (name: string, replicas: number): string => `name: ${name}\nreplicas: ${replicas}\n`;

/** What comes out of a template for one environment or region. */
const renders = (command: string, name: string, replicas: number, image: string) =>
  asks(command, lines(`name: ${name}`, `replicas: ${replicas}`, `image: gcr.io/kuar-demo/kuard-amd64:${image}`));

/** What differs from environment to environment, and from region to region. */
export const parametersOfPlaces: Chapter = {
  workshop: 'KUAR',
  title: '18. Organising an application: parameters',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR18-05',
      title: 'Template and parameters',
      goal: 'A name comes from a file of parameters.',
      nature: 'normal',
      stack: 'frontend-layout',
      begin: { files: { 'render.sh': RENDER } },
      steps: [
        {
          task:
            'Write a template in which the name is {{ .Release.Name }}-deployment, as Helm has it, a file of parameters with the ' +
            'name my-release, and one of defaults. Put them together and create what comes out.',
          writes: {
            'deployment-template.yaml': template('blue', '{{ .Release.Name }}-deployment'),
            'defaults.yaml': 'replicas: 1\nRelease:\n  Name: nameless\n',
            'values.yaml': 'Release:\n  Name: my-release\n',
          },
          hand: [
            'bash render.sh defaults.yaml values.yaml deployment-template.yaml >deployment.yaml',
            'bash render.sh defaults.yaml deployment-template.yaml >default.yaml',
            'kubectl apply -f deployment.yaml',
          ].join('\n'),
          see: [
            file('deployment.yaml', 'name: my-release-deployment', 'replicas: 1'),
            file('default.yaml', 'name: nameless-deployment', 'replicas: 1'),
            asks("grep -c '{ .Release.Name }' deployment-template.yaml", prints('1')),
            asks('kubectl get deployments -o name', prints('deployment.apps/my-release-deployment')),
          ],
          moral:
            'What is common to all places is in the template, what differs is in the parameters. All such languages do this.',
        },
      ],
    },
    {
      id: 'KUAR18-06',
      title: 'Parameters per environment',
      goal: 'Staging and production run different versions, each with parameters of its own.',
      nature: 'normal',
      stack: 'frontend-layout',
      begin: {
        files: { 'render.sh': RENDER, ...version('frontend/v1', 'blue'), ...version('frontend/v2', 'green') },
      },
      steps: [
        {
          task:
            'Make folders for staging and production, each with its parameters and a link templates to a version: v2 is tested, ' +
            'v1 is in use. Render both. Beside them (in tagged/) lay out the form in which source control keeps the versions: one ' +
            'folder templates/, and the parameters.',
          writes: {
            'frontend/staging/staging-parameters.yaml': parameters('staging', 1),
            'frontend/production/production-parameters.yaml': parameters('production', 3),
            'tagged/frontend/staging-parameters.yaml': parameters('staging', 1),
            ...version('tagged/frontend/templates', 'green'),
          },
          hand: 'ln -s ../v2 frontend/staging/templates\nln -s ../v1 frontend/production/templates',
          see: [
            asks('readlink frontend/staging/templates frontend/production/templates', prints('../v2\n../v1')),
            ...(
              [
                ['staging', 1, 'green'],
                ['production', 3, 'blue'],
              ] as const
            ).map(([environment, replicas, image]) =>
              renders(
                `bash render.sh frontend/${environment}/*-parameters.yaml frontend/${environment}/templates/frontend-deployment.yaml`,
                environment,
                replicas,
                image,
              ),
            ),
            renders(
              'bash render.sh tagged/frontend/staging-parameters.yaml tagged/frontend/templates/frontend-deployment.yaml',
              'staging',
              1,
              'green',
            ),
          ],
          moral: 'One command renders any environment, and a new version reaches production by a link, or by a tag.',
        },
      ],
    },
    {
      id: 'KUAR18-07',
      title: 'Parameters per region',
      goal: 'Every region has a version and parameters of its own.',
      nature: 'normal',
      stack: 'frontend-layout',
      begin: {
        files: {
          'render.sh': RENDER,
          ...version('frontend/v1', 'blue'),
          ...version('frontend/v2', 'green'),
          ...version('frontend/v3', 'purple'),
        },
      },
      steps: [
        {
          task:
            'A region is treated like a stage. Let staging follow v3, eastus v1 and westus v2; and show that another region, asia, ' +
            'is one more folder. With versions in source control, all are files of parameters beside one folder templates/.',
          writes: {
            'frontend/staging/parameters.yaml': parameters('staging', 1),
            'frontend/eastus/parameters.yaml': parameters('eastus', 4),
            'frontend/westus/parameters.yaml': parameters('westus', 6),
            'frontend/asia/parameters.yaml': parameters('asia', 2),
            'tagged/frontend/staging-parameters.yaml': parameters('staging', 1),
            'tagged/frontend/eastus-parameters.yaml': parameters('eastus', 4),
            'tagged/frontend/westus-parameters.yaml': parameters('westus', 6),
            ...version('tagged/frontend/templates', 'blue'),
          },
          hand: [
            'ln -s ../v3/ frontend/staging/templates',
            'ln -s ../v1/ frontend/eastus/templates',
            'ln -s ../v2/ frontend/westus/templates',
            'ln -s ../v1/ frontend/asia/templates',
          ].join('\n'),
          see: [
            asks('readlink frontend/{staging,eastus,westus}/templates', prints('../v3/\n../v1/\n../v2/')),
            ...(
              [
                ['staging', 1, 'purple'],
                ['eastus', 4, 'blue'],
                ['westus', 6, 'green'],
                ['asia', 2, 'blue'],
              ] as const
            ).map(([region, replicas, image]) =>
              renders(
                `bash render.sh frontend/${region}/parameters.yaml frontend/${region}/templates/frontend-deployment.yaml`,
                region,
                replicas,
                image,
              ),
            ),
            renders(
              'bash render.sh tagged/frontend/eastus-parameters.yaml tagged/frontend/templates/frontend-deployment.yaml',
              'eastus',
              4,
              'blue',
            ),
          ],
          moral:
            'Each cluster is in one region, and holds the whole application. What is true of stages is true of East US, West US, ' +
            'UK and Asia: the same files, other parameters.',
        },
      ],
    },
  ],
};
