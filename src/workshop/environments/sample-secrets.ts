/**
 * Every secret value of the workshops, in one place: published sample text, for lessons only.
 *
 * Source: the workshop texts; the catalogue's defects password-in-manifest, password-changes, secret-in-manifest,
 * password-mismatch, tls-placeholders say where each one stands.
 */
export const SAMPLE_SECRETS = {
  /** awsme, stages 01 to 03. */
  awsmeFirstPassword: 'very-secret-password',
  /** awsme, from stage 04 on. */
  awsmePassword: 'root',
  /** kuar-mysql and the test database of kuar-external-db. */
  mysqlRootPassword: 'some-password-here',
  /** ghost on MySQL. */
  ghostDatabasePassword: 'root',
  /** parse-server. */
  parseMasterKey: 'my-master-key',
  /** kuard-tls: the text downloads a pair that is not part of it. */
  kuardCertificate: 'PLACEHOLDER CERTIFICATE',
  /** Key beside it. */
  kuardKey: 'PLACEHOLDER KEY',
  /** tls-secret-name: the text leaves both to the reader. */
  ingressCertificate: '<base64 encoded certificate>',
  /** Key beside it. */
  ingressKey: '<base64 encoded private key>',
  /** my-image-pull-secret, as `kubectl create secret docker-registry` would write it. */
  registryCredentials: JSON.stringify({
    auths: {
      'https://index.docker.io/v1/': {
        username: '<docker-username>',
        password: '<password>',
        email: '<email-address>',
      },
    },
  }),
} as const;
