import { App, Chart } from 'cdk8s';
import { Shop } from './shop';

// The same constructs in an app of plain cdk8s, without stacks, environments and checks.
const app = new App({ outdir: process.env['CDK8S_OUTDIR'] ?? 'dist/plain' });
new Shop(new Chart(app, 'shop', { namespace: 'shop' }), 'shop', {
  registry: 'registry.example.com/shop',
  tag: 'v1.4.0',
  databaseImage: 'postgres:16-alpine',
  databaseSize: '1Gi',
  replicas: 1,
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
});
app.synth();
