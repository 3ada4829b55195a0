import type { ApiClient, Secret } from '../../api';
import { type Controller, keyOf, ObjectIndex, WorkQueue } from '../../client';
import { accountNameOf, decideSecret, type SecretTokens, withoutSecret } from './decide';

export type { SecretTokens } from './decide';

/** Names have no slash; what an annotation calls an account may have some. */
function splitThree(key: string): readonly [namespace: string, secret: string, account: string] {
  const [namespace = '', secret = '', ...account] = key.split('/');
  return [namespace, secret, account.join('/')];
}

function dropReference(client: ApiClient, namespace: string, secretName: string, accountName: string): void {
  const account = client.get('serviceaccounts', namespace, accountName);
  const changed = account === undefined ? undefined : withoutSecret(account, secretName);
  if (changed !== undefined) client.update('serviceaccounts', changed);
}

/**
 * Fills the Secrets of type `kubernetes.io/service-account-token` that somebody makes with a token of their account, and
 * deletes them when there is no such account. It makes none by itself.
 *
 * Source: Kubernetes 1.36, pkg/controller/serviceaccount/tokens_controller.go.
 */
export function serviceAccountTokenController(tokens: SecretTokens): Controller {
  return {
    name: 'serviceaccount-token-controller',
    start({ client, loop, trace }) {
      const keyFor = (secret: Secret, account: string): string => `${keyOf(secret)}/${account}`;
      const queue = new WorkQueue(loop, (key) => {
        const [namespace, name, formerAccount] = splitThree(key);
        const secret = client.get('secrets', namespace, name);
        const accountName = secret === undefined ? undefined : accountNameOf(secret);
        if (secret === undefined || accountName === undefined) {
          dropReference(client, namespace, name, formerAccount);
          return;
        }
        const action = decideSecret(secret, client.get('serviceaccounts', namespace, accountName), tokens);
        switch (action.type) {
          case 'nothing':
            return;
          case 'delete':
            trace(secret, `deleted: there is no service account ${accountName}`);
            client.delete('secrets', namespace, name, { uid: secret.metadata.uid });
            return;
          case 'fill':
            trace(secret, `filled for service account ${accountName}`);
            client.update('secrets', action.secret);
        }
      });
      const secrets = new ObjectIndex(client, 'secrets', (secret) => {
        const account = accountNameOf(secret);
        return account === undefined ? [] : [`${secret.metadata.namespace}/${account}`];
      });
      client.watch('secrets', ({ object }) => {
        const account = accountNameOf(object);
        if (account !== undefined) queue.add(keyFor(object, account));
      });
      client.watch('serviceaccounts', ({ type, object }) => {
        if (type !== 'DELETED') return;
        for (const secret of secrets.get(keyOf(object))) queue.add(keyFor(secret, object.metadata.name));
      });
    },
  };
}
