// SPDX-License-Identifier: GPL-3.0-or-later
// What a developer would write in Node.js in place of the emulator: parses the body, answers a
// constant. Usage: mock.mjs http STATUS BODY | mock.mjs h2 CERTIFICATE KEY; prints its port, ends with
// its standard input. Also makes the tokens that the benchmark sends: mock.mjs apns KEY KEY-ID TEAM-ID
// | mock.mjs google SERVICE-ACCOUNT TOKEN-URL.
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';

const [kind, ...rest] = process.argv.slice(2);
const encode = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');

function makeToken(header, claims, key, algorithm) {
  const text = `${encode(header)}.${encode(claims)}`;
  const signature = sign(algorithm, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });

  return `${text}.${signature.toString('base64url')}`;
}

function answerWith(status, body) {
  return (request, response) => {
    const chunks = [];

    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (chunks.length > 0)
        JSON.parse(Buffer.concat(chunks).toString());
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
    });
  };
}

function listen(server) {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.on('end', () => process.exit(0)).resume();
}

const now = Math.floor(Date.now() / 1000);

if (kind === 'http') {
  listen(createServer(answerWith(Number(rest[0]), rest[1])));
} else if (kind === 'h2') {
  listen(createSecureServer({ cert: readFileSync(rest[0]), key: readFileSync(rest[1]) },
    answerWith(200, '')));
} else if (kind === 'apns') {
  console.log(makeToken({ alg: 'ES256', kid: rest[1] }, { iss: rest[2], iat: now },
    createPrivateKey(readFileSync(rest[0])), 'sha256'));
} else if (kind === 'google') {
  const account = JSON.parse(readFileSync(rest[0], 'utf8'));
  const assertion = makeToken({ alg: 'RS256', typ: 'JWT', kid: account.private_key_id }, {
    iss: account.client_email, aud: account.token_uri, iat: now, exp: now + 3600,
    scope: 'https://www.googleapis.com/auth/firebase.messaging',
  }, createPrivateKey(account.private_key), 'sha256');
  const answer = await fetch(rest[1], {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion,
    }),
  });

  console.log((await answer.json()).access_token);
}
