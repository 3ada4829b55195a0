import type { Construct } from 'constructs';
import {
  Component,
  ConfigFiles,
  flag,
  prefixed,
  text,
  ValueSource,
  WebService,
  type WebServiceProps,
  when,
} from '../../constructs';
import { kuard, KUARD_PORT, kuardForProduction, kuardResources } from '../kuard';
import { outsideAccess, publicImage, replicasOf } from '../production-parts';
import { productionForm, type StackDefinition } from '../stack';

/** Props of one part of the application. */
interface PartProps extends Pick<WebServiceProps, 'replicas' | 'containers' | 'rollout' | 'placement'> {
  /** Domain below which the part has a host of its name. */
  readonly domain: string;
  /** Class of its Ingress. @default - the cluster's default class */
  readonly className?: string;
}

/** One part, as the layout shows it: a folder with a Deployment, a Service and an Ingress of one name. */
function part(folder: Component, { domain, className, ...workload }: PartProps): void {
  const name = folder.folder;
  new WebService(folder, name, {
    port: KUARD_PORT,
    exposure: { type: 'ingress', host: `${name}.${domain}`, className },
    ...workload,
  });
}

function asTaught(scope: Construct): void {
  for (const name of ['frontend', 'service-1', 'service-2']) {
    part(new Component(scope, name), {
      domain: 'example.com',
      replicas: 1,
      containers: [{ image: kuard('blue'), ports: [KUARD_PORT] }],
    });
  }
}

/** An application of three parts, on which the text shows folders, versions, stages and regions. */
export const frontendLayout: StackDefinition = {
  id: 'frontend-layout',
  title: 'Organising an application in files',
  source: 'Notes on "Kubernetes: Up and Running": 18. Organising your Application',
  lessons: [
    {
      summary:
        'A folder for each part, so that a team owns a folder, and a file for each object, named after part and kind. ' +
        'The text gives the file names only; kuard stands in for the programs.',
      build: asTaught,
    },
  ],
  production: productionForm({
    parameters: {
      frontendImage: publicImage('the frontend', kuard('blue')),
      service1Image: publicImage('service-1', kuard('blue')),
      service2Image: publicImage('service-2', kuard('blue')),
      frontendReplicas: replicasOf('the frontend', 2),
      service1Replicas: replicasOf('service-1', 2),
      service2Replicas: replicasOf('service-2', 2),
      frontendResources: kuardResources('the frontend'),
      service1Resources: kuardResources('service-1'),
      service2Resources: kuardResources('service-2'),
      domain: text({ description: 'Domain below which each part has a host of its name', default: 'example.com' }),
      ingressClass: outsideAccess.ingressClass,
      newCheckout: flag({
        description: 'Turns on a feature that the frontend ships switched off: configuration only, the same image',
        default: false,
      }),
    },
    build: (scope, values) => {
      const common = { domain: values.domain, className: values.ingressClass, placement: { spread: [{}] } };

      const frontend = new Component(scope, 'frontend');
      // The switch is a ConfigMap that Pods read, when they start, if it is there: turning the feature on adds one file
      // and changes no other.
      const features = prefixed(frontend, 'frontend');
      when(
        frontend,
        values.newCheckout,
        (around) => new ConfigFiles(around, 'features', { name: 'frontend', entries: { newCheckout: 'on' } }),
      );
      const { containers, rollout } = kuardForProduction(values.frontendImage, values.frontendResources);
      part(frontend, {
        ...common,
        replicas: values.frontendReplicas,
        rollout,
        containers: containers.map((container) => ({
          ...container,
          env: { NEW_CHECKOUT: ValueSource.config(features, 'newCheckout', { optional: true }) },
        })),
      });

      part(new Component(scope, 'service-1'), {
        ...common,
        replicas: values.service1Replicas,
        ...kuardForProduction(values.service1Image, values.service1Resources),
      });

      part(new Component(scope, 'service-2'), {
        ...common,
        replicas: values.service2Replicas,
        ...kuardForProduction(values.service2Image, values.service2Resources),
      });
    },
  }),
};
