import { stackCalled } from '../../../support/whole-program';
import { WorkshopCluster } from '../workshop-cluster';

const awsme = stackCalled('awsme');

/** The application of a stage, three minutes after its objects were made. */
function deployed(stage: string): WorkshopCluster {
  const workshop = new WorkshopCluster();
  workshop.deploy(awsme, stage);
  workshop.cluster.advance('3m');
  return workshop;
}

test.each([
  '03-loadbalancer',
  '04-secrets',
  '04b-configmap-bonus',
  '05b-init-container',
  '07-limits',
  '08-sidecar-optional',
])('the application of stage %s stores and shows notes', (stage) => {
  const workshop = deployed(stage);
  expect(workshop.ask('frontend', 80, '/add-note', '{"note":"from the workshop"}').text).toBe('Ok\n');
  expect(workshop.ask('frontend', 80).text).toContain('<li>from the workshop</li>');
});

test('a database that was replaced is empty, and the init container of a new backend fills it', () => {
  const workshop = deployed('05b-init-container');
  const replace = (pod: string): void => {
    workshop.deletePod(pod);
    workshop.again(awsme, '05b-init-container', `Pod/${pod}`);
    workshop.cluster.advance('1m');
  };
  replace('db');
  expect(workshop.ask('frontend', 80).text).toContain('Error 1049: Unknown database &#39;sample_app&#39;');
  replace('backend');
  expect(workshop.ask('frontend', 80).text).not.toContain('1049');
});
