import { defineImage } from '../image';
import { alpineBaseLayer } from '../tools';
import { FLUENT_CONF, fluentd } from './fluentd';

/** fluentd, which collects logs. */
export const fluentdImage = defineImage({
  repositories: ['docker.io/fluent/fluentd'],
  sizeBytes: 15_728_640,
  image: ({ tag = 'latest' }) => {
    const [, version = '1.16.5'] = /^v?(\d+\.\d+(?:\.\d+)?)/.exec(tag) ?? [];
    return {
      command: ['fluentd'],
      environment: { FLUENTD_CONF: 'fluent.conf' },
      exposedPorts: [24224, 5140],
      layers: [
        alpineBaseLayer,
        {
          '/fluentd/etc/fluent.conf': { type: 'file', content: FLUENT_CONF },
          '/usr/bin/fluentd': { type: 'program', program: fluentd(version) },
        },
      ],
    };
  },
});
