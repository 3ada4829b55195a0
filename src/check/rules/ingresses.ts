import type { KubeObject } from '../../simulator';
import type { CheckContext, CheckedObject } from '../context';
import type { Rule } from './rule';

interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
}

interface Spec {
  readonly ingressClassName?: string;
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly defaultBackend?: Backend;
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths?: readonly { readonly path?: string; readonly backend: Backend }[] };
  }[];
}

/** A class that the cluster does not have: it may be another cluster's, and is a warning. */
function checkClass(context: CheckContext, object: CheckedObject, { ingressClassName: name }: Spec): void {
  const classes = context.client.list('networking.k8s.io/ingressclasses').map(({ metadata }) => metadata.name);
  if (name === undefined || classes.includes(name)) return;
  const has = classes.length === 0 ? 'the cluster has none' : `the cluster has ${classes.join(', ')}`;
  context.report(
    'ingress',
    object,
    {
      severity: 'warning',
      message: `nobody serves its class '${name}': ${has}`,
      cure: 'name an IngressClass that the cluster has, or check on a profile that has it (--profile)',
    },
    'class',
  );
}

/** Who asks for a certificate beside the Ingress has its Secret made. Source: cert-manager documentation, Ingress. */
const ISSUED = /^(cert-manager\.io\/|kubernetes\.io\/tls-acme$)/;

/** Whether a custom object, which the cluster may not know, is there to make a Secret: a Certificate, a SealedSecret. */
const makes = ({ metadata, spec }: KubeObject, secret: string): boolean =>
  metadata.name === secret || (spec as { readonly secretName?: string } | undefined)?.secretName === secret;

/** Secrets of certificates that nobody makes. */
function checkCertificates(context: CheckContext, object: CheckedObject, { tls = [] }: Spec): void {
  const { namespace = '', name } = object;
  const { annotations = {} } = context.client.get('networking.k8s.io/ingresses', namespace, name)?.metadata ?? {};
  if (Object.keys(annotations).some((key) => ISSUED.test(key))) return;
  const makers = [...context.refused, ...context.client.list('cert-manager.io/certificates', namespace)];
  for (const { secretName, hosts = ['*'] } of tls) {
    if (secretName === undefined || makers.some((each) => makes(each, secretName))) continue;
    if (context.client.get('secrets', namespace, secretName) !== undefined) continue;
    context.report(
      'ingress',
      object,
      {
        severity: 'warning',
        message: `there is no Secret '${secretName}' with the certificate of ${hosts.join(', ')}: clients see another, or none`,
        cure: 'add it to the manifests, supply it with the deployment, or correct its name',
      },
      `tls ${secretName}`,
    );
  }
}

/** Ingresses that lead nowhere. */
export const ingresses: Rule = {
  id: 'ingress',
  finds:
    'Ingresses that lead to a Service or a port that does not exist, and classes and certificates that are missing',
  check: (context) => {
    for (const object of context.ofKind('Ingress')) {
      const { namespace = '', name } = object;
      const spec = context.client.get('networking.k8s.io/ingresses', namespace, name)?.spec as Spec | undefined;
      checkClass(context, object, spec ?? {});
      checkCertificates(context, object, spec ?? {});
      const paths = (spec?.rules ?? []).flatMap(({ host = '*', http }) =>
        (http?.paths ?? []).map(({ path = '/', backend }) => ({ from: `${host}${path}`, backend })),
      );
      const all = spec?.defaultBackend === undefined ? paths : [...paths, { from: '*', backend: spec.defaultBackend }];
      for (const { from, backend } of all) {
        const { name: service = '', port = {} } = backend.service ?? {};
        if (service === '') continue;
        const found = context.client.get('services', namespace, service);
        const ports = found?.spec.ports ?? [];
        const isOpen = ports.some((each) =>
          port.name === undefined ? each.port === port.number : each.name === port.name,
        );
        if (isOpen) continue;
        const known = ports.map((each) => each.name ?? each.port).join(', ');
        const wanted = port.name ?? port.number ?? '';
        context.report(
          'ingress',
          object,
          found === undefined
            ? {
                message: `${from} leads to Service '${service}', and namespace ${namespace} has none of this name`,
                cure: 'name a Service of the same namespace, or add it',
              }
            : {
                message: `${from} leads to port ${wanted} of Service '${service}', which has ${known}`,
                cure: 'name a port of the Service',
              },
          from,
        );
      }
    }
  },
};
