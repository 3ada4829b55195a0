import { defineImage } from '../image';
import { curlLayer, debianBaseLayer, procpsLayer, wgetLayer } from '../tools';
import { app } from './app';

/** The sample application of the workshop on AWS, under the names of the workshop's registry and of the production form. */
export const awsmeImage = defineImage({
  repositories: ['123456789012.dkr.ecr.us-east-1.amazonaws.com/sample-app', 'registry.example.com/workshop/sample-app'],
  image: () => ({
    command: ['app'],
    workingDirectory: '/go/src/app',
    environment: { PATH: '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    layers: [
      debianBaseLayer,
      curlLayer,
      wgetLayer,
      procpsLayer,
      { '/go/bin/app': { type: 'program', program: app }, '/go/src/app': { type: 'directory' } },
    ],
  }),
});
