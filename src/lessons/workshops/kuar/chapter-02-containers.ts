import { asks, type Chapter, fails, file, has, prints, unchanged } from '../../model';

const IMAGE = 'gcr.io/kuar-demo/kuard-amd64:blue';

const NO_DOCKER = 'Docker builds and runs images on a machine of its own; a simulated cluster has none.';

const PACKAGE = `{
    "name": "simple-node",
    "version": "1.0.0",
    "description": "A sample simple application for Kubernetes Up & Running",
    "main": "server.js",
    "scripts": {
        "start": "node server.js"
    },
    "author": ""
}
`;

const SERVER = `var express = require('express');

var app = express();
app.get('/', function (req, res) {
    res.send('Hello World!');
});
app.listen(3000, function () {
    console.log('Listening on port 3000!');
    console.log('  http://localhost:3000');
});
`;

const DOCKERFILE = `FROM node:10
WORKDIR /usr/src/app
COPY package*.json ./
RUN npm install
COPY . .
CMD [ "npm", "start" ]
`;

const simpleNode = {
  'package.json': PACKAGE,
  'server.js': SERVER,
  '.dockerignore': 'node_modules\n',
  Dockerfile: DOCKERFILE,
};

/** How kuard is built: the same in both of its Dockerfiles. */
const building = (base: string, bindata: string): string => `FROM golang:1.11-alpine${base}
RUN apk update && apk upgrade && apk add --no-cache git nodejs bash npm
RUN go get -u github.com/${bindata}/go-bindata/...
RUN go get github.com/tools/godep
WORKDIR /go/src/github.com/kubernetes-up-and-running/kuard
COPY . .
ENV VERBOSE=0
ENV PKG=github.com/kubernetes-up-and-running/kuard
ENV ARCH=amd64
ENV VERSION=test
RUN build/build.sh
`;

/** The text misspells whose go-bindata it is. */
const SINGLE_STAGE = `${building('', 'jteewen')}CMD [ "/go/bin/kuard" ]\n`;

const MULTISTAGE = `${building(' as build', 'jteeuwen')}
FROM alpine
USER nobody:nobody
COPY --from=build /go/bin/kuard /kuard
CMD [ "/kuard"]
`;

const kuardImage = { Dockerfile: MULTISTAGE };

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true }] } };

/** Images and containers on one machine, before there is a cluster; and what becomes of it there. */
export const containers: Chapter = {
  workshop: 'KUAR',
  title: '2. Creating and Running Containers',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR02-01',
      title: 'Build and run simple-node',
      goal: 'A program for Node.js is an image that greets the world on port 3000.',
      nature: 'outside',
      steps: [
        {
          task:
            'Write the four files of the application: package.json, server.js, .dockerignore with what must not get into the ' +
            'image, and the Dockerfile.',
          writes: simpleNode,
          see: [
            file('package.json', '"main": "server.js",', '"start": "node server.js"'),
            file('server.js', "res.send('Hello World!');", 'app.listen(3000, function () {'),
            file('.dockerignore', 'node_modules'),
            file(
              'Dockerfile',
              'FROM node:10',
              'WORKDIR /usr/src/app',
              'COPY package*.json ./',
              'RUN npm install',
              'COPY . .',
              'CMD [ "npm", "start" ]',
            ),
            asks('node --check server.js', prints('')),
          ],
        },
        {
          task: 'Add express, which server.js needs, to package.json.',
          hand: `sed -i 's/"author": ""/"author": "",\\n    "dependencies": {\\n        "express": "^4.17.1"\\n    }/' package.json`,
          run: 'npm install express --save',
          outside:
            'npm fetches packages from the network; of what it does, only the line in package.json matters here.',
          see: [
            file('package.json', '"dependencies": {', '"express": "^4.17.1"'),
            asks(`node -p "Object.keys(require('./package.json').dependencies).join()"`, prints('express')),
          ],
        },
        {
          task: 'Build the image, and call it simple-node.',
          run: 'docker build -t simple-node .',
          outside: NO_DOCKER,
          see: [unchanged(file('Dockerfile', 'COPY package*.json ./', 'RUN npm install', 'COPY . .'))],
          moral: 'It is in the store of this machine only. Each instruction has made a layer.',
        },
        {
          task: 'Run it, with its port as port 3000 of your machine, and open http://localhost:3000.',
          run: 'docker run --rm -p 3000:3000 simple-node',
          outside: NO_DOCKER,
          see: [unchanged(file('server.js', "res.send('Hello World!');", 'app.listen(3000, function () {'))],
        },
      ],
    },
    {
      id: 'KUAR02-02',
      title: 'Layers and image size',
      goal: 'You know in which order the instructions of a Dockerfile belong.',
      nature: 'outside',
      steps: [
        {
          task:
            'Compare three Dockerfiles: one that deletes a big file again, one that copies the source code before it installs ' +
            'packages, and one that does so afterwards.',
          writes: {
            'big/Dockerfile': 'FROM alpine\nCOPY BigFile /\nRUN rm /BigFile\nCOPY program /\n',
            'code-first/Dockerfile': 'FROM alpine\nCOPY server.js .\nRUN apk add nodejs\n',
            'code-last/Dockerfile': 'FROM alpine\nRUN apk add nodejs\nCOPY server.js .\n',
          },
          see: [
            file('big/Dockerfile', 'COPY BigFile /', 'RUN rm /BigFile'),
            file('code-first/Dockerfile', 'COPY server.js .', 'RUN apk add nodejs'),
            file('code-last/Dockerfile', 'RUN apk add nodejs', 'COPY server.js .'),
          ],
          moral:
            'BigFile is hidden, but it stays in its layer and travels with the image. And after a change of server.js all layers ' +
            'from there on are new: in the last form that is only one, so what changes most goes to the end.',
        },
      ],
    },
    {
      id: 'KUAR02-03',
      title: 'Single-stage and multistage kuard image',
      goal: 'The image of kuard holds kuard, and no compiler.',
      nature: 'outside',
      begin: { files: { 'single/Dockerfile': SINGLE_STAGE, ...kuardImage } },
      steps: [
        {
          task:
            'Compare the Dockerfile with that in the folder single: it has two stages, and the image is only the second. Build ' +
            'and run it.',
          run: 'docker build -t kuard .\ndocker run --rm -p 8080:8080 kuard',
          outside: NO_DOCKER,
          see: [
            unchanged(
              file('single/Dockerfile', 'FROM golang:1.11-alpine', 'RUN build/build.sh', 'CMD [ "/go/bin/kuard" ]'),
            ),
            unchanged(
              file(
                'Dockerfile',
                'FROM golang:1.11-alpine as build',
                'RUN build/build.sh',
                'FROM alpine',
                'USER nobody:nobody',
                'COPY --from=build /go/bin/kuard /kuard',
                'CMD [ "/kuard"]',
              ),
            ),
            unchanged(asks('grep -c ENTRYPOINT Dockerfile', fails(1), prints('0'))),
          ],
          moral:
            'About 20 MB instead of 500, and nothing in it that kuard does not need. There is a CMD and no ENTRYPOINT: whoever ' +
            'gives arguments replaces the program, which chapter 12 stumbles over.',
        },
      ],
    },
    {
      id: 'KUAR02-04',
      title: 'Push to a registry',
      goal: 'Every machine can pull the image.',
      nature: 'outside',
      begin: { files: kuardImage },
      steps: [
        {
          task: 'Log in to the registry. Docker keeps the credentials in a file, in the form in which clusters get them as a Secret.',
          run: 'docker login',
          outside: NO_DOCKER,
          see: [
            unchanged(
              asks(
                "kubectl create secret docker-registry registry --docker-server=gcr.io --docker-username=ann --docker-password=pass --dry-run=client -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d",
                prints('{"auths":{"gcr.io":{"username":"ann","password":"pass","auth":"YW5uOnBhc3M="}}}'),
              ),
            ),
          ],
        },
        {
          task: 'Give the image a second name, which says where it belongs: the registry, the repository, and a tag.',
          run: `docker tag kuard ${IMAGE}`,
          outside: NO_DOCKER,
          see: [unchanged(file('Dockerfile', 'FROM alpine', 'CMD [ "/kuard"]'))],
        },
        {
          task: 'Push it. Then see whether a cluster can pull it: let it run a Pod of the image.',
          run: `docker push ${IMAGE}`,
          outside: `${NO_DOCKER} The registry of the simulator has this image.`,
          hand: `kubectl run kuard --image=${IMAGE}`,
          see: [has('pods/kuard', { spec: { containers: [{ image: IMAGE }] }, ...isReady })],
        },
      ],
    },
  ],
};
