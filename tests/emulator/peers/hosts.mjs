// SPDX-License-Identifier: GPL-3.0-or-later
// Leads the services' own names to the emulator, as a hosts file with ports would: for this process
// only, below every library, and with the certificate still checked for the name that was called.
import { createRequire } from 'node:module';

import { ready } from './peer.mjs';

const tls = createRequire(import.meta.url)('node:tls');
const names = new Set([
  'api.push.apple.com', 'api.sandbox.push.apple.com', 'fcm.googleapis.com', 'iid.googleapis.com',
  'oauth2.googleapis.com', 'www.googleapis.com', 'accounts.google.com',
]);
const https = Number(new URL(ready.https).port);
const h2 = Number(new URL(ready.h2).port);
const connect = tls.connect;

tls.connect = (...given) => {
  // tls.connect (options), (port, host, options) or (port, options), each with a callback behind.
  const done = typeof given.at(-1) === 'function' ? given.pop() : undefined;
  const options = Object.assign({}, ...given.filter((value) => typeof value === 'object'));

  if (typeof given[0] === 'number' || typeof given[0] === 'string')
    options.port ??= Number(given[0]);
  if (typeof given[1] === 'string')
    options.host ??= given[1];
  if (names.has(options.host) && options.socket === undefined) {
    const protocols = options.ALPNProtocols ?? [];

    options.servername ||= options.host;
    options.port = protocols.includes('h2') ? h2 : https;
    options.host = '127.0.0.1';
  }
  return connect(options, done);
};
