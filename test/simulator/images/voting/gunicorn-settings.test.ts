import { readSettings } from '../../../../src/simulator/images/voting/gunicorn-settings';

test.each([
  { line: 'app:app', settings: { address: '127.0.0.1', port: 8000, workers: 1, logsRequests: false } },
  {
    line: 'app:app -b 0.0.0.0:80 --access-logfile - --workers 4',
    settings: { address: '0.0.0.0', port: 80, workers: 4, logsRequests: true },
  },
  { line: '--bind=:81 -w2 app:app', settings: { address: '0.0.0.0', port: 81, workers: 2 } },
  { line: '-b 10.0.0.1 app:app', settings: { address: '10.0.0.1', port: 8000 } },
  { line: '-b 0.0.0.0:80 -b 0.0.0.0:82 --access-logfile=/log app:app', settings: { port: 82, logsRequests: false } },
])('gunicorn $line', ({ line, settings }) => expect(readSettings(line.split(' '))).toMatchObject(settings));
