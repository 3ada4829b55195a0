import type { Environment } from './environment';

/** The lessons exactly as taught: every stack, every stage, the values of the texts. */
export const workshop: Environment = {
  name: 'workshop',
  summary: 'The lessons exactly as taught: every stack, every stage.',
  form: 'lessons',
  secrets: 'sample',
  lessons: {
    awsmeImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/sample-app:1.0.0',
    awsmeMysqlIp: '192.168.228.120',
    awsmeBackendIp: '192.168.139.209',
    dockerHubUser: 'dockercoins',
    homeworkUser: 'jstubbs',
    helloFlaskAccount: 'jstubbs',
  },
};
