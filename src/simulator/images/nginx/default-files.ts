/** `/etc/nginx/nginx.conf` of the image, in our words: what it switches on is the same. */
export const nginxConf = (logsNotices: boolean): string => `user  nginx;
worker_processes  ${logsNotices ? 'auto' : '1'};

error_log  /var/log/nginx/error.log ${logsNotices ? 'notice' : 'warn'};
pid        /var/run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log    /var/log/nginx/access.log  main;
    sendfile      on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`;

/** `/etc/nginx/conf.d/default.conf`. */
export const DEFAULT_CONF = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

/** Content types of the files that web pages are made of. */
const TYPES: Readonly<Record<string, string>> = {
  'text/html': 'html htm shtml',
  'text/css': 'css',
  'text/xml': 'xml',
  'text/plain': 'txt',
  'image/gif': 'gif',
  'image/jpeg': 'jpeg jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg svgz',
  'image/webp': 'webp',
  'image/x-icon': 'ico',
  'font/woff': 'woff',
  'font/woff2': 'woff2',
  'application/javascript': 'js',
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/wasm': 'wasm',
  'application/zip': 'zip',
  'video/mp4': 'mp4',
};

/** `/etc/nginx/mime.types`. */
export const MIME_TYPES = `types {\n${Object.entries(TYPES)
  .map(([type, ends]) => `    ${type.padEnd(24)} ${ends};\n`)
  .join('')}}\n`;
