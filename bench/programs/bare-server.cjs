// Answers every request with two letters, as little as a server can do, and prints its port.
const { createServer } = require('node:http');

const server = createServer((request, response) => {
  request.resume();
  response.end('ok');
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
