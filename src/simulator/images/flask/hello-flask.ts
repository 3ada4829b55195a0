import { textResponse } from '../../process';
import type { FlaskRoutes } from './flask-app';

/** One page, and no other. Source: seed "Kubernetes at TACC", Ports. */
export const helloFlaskRoutes = (): FlaskRoutes => ({
  '/hello-service': { GET: () => textResponse('Hello world\n', { type: 'text/html; charset=utf-8' }) },
});
