import type { Access } from '../../src/deploy';
import { missingRight } from '../../src/deploy';
import { lostError } from '../../src/deploy/connection/out-of-reach';
import { TransportError } from '../../src/deploy/connection/transport';

const access = {
  target: { context: 'a', cluster: 'b', server: 'https://api', source: 'config' },
  whyRefused: () => 'the client certificate (CN=ann) expired on 2026-01-01T00:00:00Z',
} as unknown as Access;

test.each([
  // Alerts of TLS 1.2 and 1.3, as OpenSSL names them.
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'credentials'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'credentials'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'credentials'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'credentials'],
  ['ERR_OSSL_PEM_BAD_BASE64_DECODE', 'credentials'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
])('%s is a problem of kind %s', (code, problem) => {
  const error = lostError(access, new TransportError(code, 'words'));
  expect(error.problem).toBe(problem);
  expect(error.message).toContain(`(${code})`);
  if (problem === 'credentials') expect(error.message).toContain('expired on 2026-01-01');
});

test.each([
  {
    message:
      'deployments.apps "web" is forbidden: User "system:serviceaccount:ci:robot" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
    says: `'system:serviceaccount:ci:robot' needs the right to patch deployments.apps in namespace shop; whoever runs the cluster gives it with
  kubectl create role workshop-stacks -n shop --verb=get,list,create,patch,delete --resource=deployments.apps
  kubectl create rolebinding workshop-stacks -n shop --role=workshop-stacks --serviceaccount=ci:robot`,
  },
  {
    message:
      'namespaces is forbidden: User "ann" cannot list resource "namespaces" in API group "" at the cluster scope',
    says: `'ann' needs the right to list namespaces in the whole cluster; whoever runs the cluster gives it with
  kubectl create clusterrole workshop-stacks --verb=get,list,create,patch,delete --resource=namespaces
  kubectl create clusterrolebinding workshop-stacks --clusterrole=workshop-stacks --user='ann'`,
  },
  {
    message: 'forbidden: User "system:anonymous" cannot get path "/version"',
    says: `'system:anonymous' needs to read /version, which ClusterRole system:discovery allows; whoever runs the cluster gives it with
  kubectl create clusterrolebinding workshop-stacks-discovery --clusterrole=system:discovery --user='system:anonymous'`,
  },
  { message: 'pods "web" is forbidden: exceeded quota: small', says: undefined },
])('$message: who can help, and how', ({ message, says }) => {
  expect(missingRight(message)).toBe(says);
});
