// SPDX-License-Identifier: GPL-3.0-or-later
// heraldctl sends pushes through proxies of other people: to Apple's and Google's addresses, where
// Node's own HTTP/2 server stands instead.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { after, before, beforeEach, test } from 'node:test';
import { certify, path } from './certificates.mjs';
import { application, Entra, secret, tenant } from './entra.mjs';
import { authority, run } from './heraldctl.mjs';
import { TableServer } from './tables.mjs';
import { password, Tunnels, user } from './tunnels.mjs';

const app = 'e4f7a1f0-3d0c-4c0e-8f6e-6d0d3e2f9b10';
const tokens = { ios: 'ab'.repeat(32), android: `cHl0aG9u:APA91b${'x'.repeat(130)}` };
const entra = new Entra();
const tables = new TableServer();
const tunnels = new Tunnels();
const { asked } = tunnels;
/** What arrived: method, host and path. */
const seen = [];
let vendors;

function answer(request, response) {
  const host = request.authority ?? request.headers.host;
  const path = request.url.replace(tokens.ios, 'PHONE');

  seen.push(`${request.method} ${host.replace(':443', '')}${path}`);
  request.resume();
  request.on('end', () => {
    if (path === '/token')
      response.end(JSON.stringify({ access_token: 'ya29.x', expires_in: 3599, token_type: 'Bearer' }));
    else if (path.startsWith('/3/device/'))
      response.writeHead(200, { 'apns-id': request.headers['apns-id'] }).end();
    else
      response.end(JSON.stringify({ name: 'projects/shop/messages/1' }));
  });
}

const makeKey = (type, options) => generateKeyPairSync(type, {
  ...options,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

function addApp() {
  const account = JSON.stringify({ type: 'service_account', project_id: 'shop', private_key_id: 'k',
    private_key: makeKey('rsa', { modulusLength: 2048 }), client_id: '1',
    client_email: 'push@shop.iam.gserviceaccount.com', token_uri: 'https://oauth2.googleapis.com/token' });

  tables.add('msdynmkt_mobileappchannelinstances', {
    msdynmkt_mobileappchannelinstanceid: app, msdynmkt_name: 'Shop', msdynmkt_bundleid: 'com.shop',
    msdynmkt_keyid: 'ABC123DEFG', msdynmkt_teamid: 'DEF123GHIJ', msdynmkt_authenticationmode: 1,
    msdynmkt_applicationmode: 0, msdynmkt_signingkey: makeKey('ec', { namedCurve: 'P-256' }),
    msdynmkt_fcmauthenticationmode: 1, msdynmkt_serviceaccountjsonname: 'account.json',
    msdynmkt_serviceaccountjson1: account,
  });
}

before(async () => {
  certify('vendors', 'api.push.apple.com', 'fcm.googleapis.com', 'oauth2.googleapis.com');
  writeFileSync(path('password'), password);
  writeFileSync(path('wrong'), 'wrong');
  writeFileSync(path('secret'), secret);
  vendors = createSecureServer({ key: readFileSync(path('vendors.key')),
    cert: readFileSync(path('vendors.pem')), allowHTTP1: true }, answer);
  await new Promise((resolve) => vendors.listen(0, '127.0.0.1', resolve));
  tunnels.lead = () => vendors.address().port;
  await Promise.all([entra.start(), tables.start(), tunnels.start()]);
  entra.answerTables = (request) => tables.answer(request);
  addApp();
});

beforeEach(() => {
  seen.length = 0;
  asked.length = 0;
});

after(async () => {
  await tunnels.stop();
  vendors.close();
  tables.stop();
  entra.stop();
});

async function add(name, proxy, passwordFile) {
  const { status, err } = await run('env', 'add', name, '--url', entra.origin, '--client-id', application,
    '--kind', 'test', '--ca-file', authority, '--tenant', tenant, '--authority', entra.origin,
    '--client-secret-file', path('secret'), '--proxy', proxy, '--proxy-user', user,
    '--proxy-password-file', path(passwordFile));

  assert.equal(status, 0, err);
}

const send = (name, platform) => run('--env', name, 'push', 'send', '--app', app, '--token',
  tokens[platform], '--platform', platform, '--title', 'Hello');

async function arrives(kind) {
  const apple = await send(kind, 'ios');
  const google = await send(kind, 'android');

  assert.equal(apple.status, 0, JSON.stringify(apple.answer) + apple.err);
  assert.equal(google.status, 0, JSON.stringify(google.answer) + google.err);
  assert.deepEqual(seen, ['POST api.push.apple.com/3/device/PHONE', 'POST oauth2.googleapis.com/token',
    'POST fcm.googleapis.com/v1/projects/shop/messages:send']);
}

test('pushes arrive through an HTTP proxy', async () => {
  await add('Http', tunnels.http, 'password');
  await arrives('Http');
  assert.deepEqual(asked, ['api.push.apple.com', 'oauth2.googleapis.com', 'fcm.googleapis.com']
    .map((host) => `CONNECT ${host}`));
});

test('pushes arrive through a SOCKS proxy', async () => {
  await add('Socks', tunnels.socks, 'password');
  await arrives('Socks');
  assert.deepEqual(asked, ['api.push.apple.com', 'oauth2.googleapis.com', 'fcm.googleapis.com']
    .map((host) => `SOCKS ${host}`));
});

test('a wrong password is told, and nothing arrives', async () => {
  await add('Http wrong', tunnels.http, 'wrong');
  await add('Socks wrong', tunnels.socks, 'wrong');
  for (const [name, proxy] of [['Http wrong', tunnels.http], ['Socks wrong', tunnels.socks]])
    for (const platform of ['ios', 'android']) {
      const { status, answer: told } = await send(name, platform);
      const text = JSON.stringify(told);

      assert.notEqual(status, 0, text);
      assert.ok(text.includes(`The proxy “${proxy.replace(/.*\/\//, '')}” does not take the user name`),
        text);
      // The status is one of HTTP.
      assert.equal(text.includes('(407)'), name === 'Http wrong', text);
    }
  assert.deepEqual(seen, []);
});

test('the proxy is among the servers that were contacted', async () => {
  const { answer: { environments } } = await run('env', 'hosts', 'Http');
  const proxy = environments[0].hosts.find(({ host }) => host === tunnels.http);

  assert.deepEqual(proxy.purposes, ['proxy']);
  assert.ok(proxy.allowed && proxy.contacts >= 3, JSON.stringify(proxy));
});
