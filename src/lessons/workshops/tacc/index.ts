import type { Chapter } from '../../model';
import { debugDeployment } from './debug-deployment';
import { homeworkFlask } from './homework-flask';
import { homeworkRedis } from './homework-redis';
import { ports } from './ports';
import { services } from './services';

/** "Kubernetes at TACC": a Flask server, its Service, and the homework: a Flask API with redis. */
export const taccChapters: readonly Chapter[] = [ports, debugDeployment, services, homeworkRedis, homeworkFlask];
