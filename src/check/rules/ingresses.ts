import type { Rule } from './rule';

interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
}

interface Spec {
  readonly defaultBackend?: Backend;
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths?: readonly { readonly path?: string; readonly backend: Backend }[] };
  }[];
}

/** Ingresses that lead nowhere. */
export const ingresses: Rule = {
  id: 'ingress',
  finds: 'Ingresses that lead to a Service or a port that does not exist',
  check: (context) => {
    for (const object of context.ofKind('Ingress')) {
      const { namespace = '', name } = object;
      const spec = context.client.get('networking.k8s.io/ingresses', namespace, name)?.spec as Spec | undefined;
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
