// SPDX-License-Identifier: GPL-3.0-or-later
// heraldctl reaches a server that only proxies of other people know, by HTTP CONNECT and by SOCKS; the
// server, OpenSSL's TLS, wants a client certificate. So does one that people sign in to.
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { certify, openssl, path } from './certificates.mjs';
import { Entra, person } from './entra.mjs';
import { authority, run, start } from './heraldctl.mjs';
import { password, Tunnels, user } from './tunnels.mjs';

const client = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const tenant = '0f8fad5b-d9cb-469f-a165-70867728950e';
const seen = [];
const tunnels = new Tunnels();
const { asked } = tunnels;
let server;
let origin;
let entra;

function witness(request) {
  seen.push(`${request.url} by ${request.socket.getPeerCertificate().subject?.CN}`);
}

async function listen() {
  server = createServer({
    key: readFileSync(path('org.test.key')),
    cert: readFileSync(path('org.test.pem')),
    ca: readFileSync(authority),
    requestCert: true,
    rejectUnauthorized: true,
  }, (request, response) => {
    witness(request);
    response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://org.test:${server.address().port}`;
}

before(async () => {
  certify('org.test', 'org.test');
  certify('ada', 'ada');
  openssl('pkcs12', '-export', '-inkey', 'ada.key', '-in', 'ada.pem', '-passout', 'pass:open', '-out',
    'ada.p12');
  writeFileSync(path('word'), 'open\n');
  writeFileSync(path('password'), password);
  writeFileSync(path('wrong'), 'wrong');
  writeFileSync(path('secret'), 'secret');
  await listen();
  resolveOrganization();
  entra = new Entra('org.test', 'org.test', { ca: readFileSync(authority), requestCert: true,
    rejectUnauthorized: false });
  entra.told = witness;
  await entra.start();
  await tunnels.start();
});

after(async () => {
  await tunnels.stop();
  entra.stop();
  server.close();
  server.closeAllConnections();
});

async function add(name, proxy, passwordFile) {
  const { status, err } = await run('env', 'add', name, '--url', origin, '--authority', origin, '--tenant',
    tenant, '--client-id', client, '--client-secret-file', path('secret'), '--kind', 'test', '--ca-file',
    authority, '--proxy', proxy, '--proxy-user', user, '--proxy-password-file', path(passwordFile));

  assert.equal(status, 0, err);
}

async function step(environment, name) {
  const { answer } = await run('env', 'test', environment);

  return answer.find((line) => line.step === name);
}

async function reaches(environment) {
  const asking = await step(environment, 'tls');

  assert.equal(asking.state, 'warning', asking.message);
  assert.match(asking.message, /asks for a client certificate, and the environment has none/);
  assert.match((await step(environment, 'signIn')).message, /wants a client certificate/);
  assert.equal(seen.length, 0);

  const protectedFile = await run('env', 'set', environment, '--tls-certificate-file', path('ada.p12'));

  assert.equal(protectedFile.status, 12);
  const set = await run('env', 'set', environment, '--tls-certificate-file', path('ada.p12'),
    '--tls-passphrase-file', path('word'));

  assert.equal(set.status, 0, set.err);
  assert.match((await step(environment, 'tcp')).message, /through the proxy/);
  assert.equal((await step(environment, 'signIn')).state, 'failed');
  assert.ok(seen.length > 0 && seen.every((line) => line.endsWith(' by ada')), seen.join('\n'));
  seen.length = 0;
}

test('an HTTP proxy with a password', async () => {
  await add('Http', tunnels.http, 'password');
  await reaches('Http');
  assert.ok(asked.length > 0 && asked.every((line) => line === 'CONNECT org.test'), asked.join('\n'));
  asked.length = 0;
});

test('a SOCKS proxy with a password, which looks the name up itself', async () => {
  await add('Socks', tunnels.socks, 'password');
  await reaches('Socks');
  assert.ok(asked.length > 0 && asked.every((line) => line === 'SOCKS org.test'), asked.join('\n'));
});

test('a wrong password is refused by either', async () => {
  await add('Http wrong', tunnels.http, 'wrong');
  assert.match((await step('Http wrong', 'tcp')).message, /does not take the user name/);
  await add('Socks wrong', tunnels.socks, 'wrong');
  assert.match((await step('Socks wrong', 'tcp')).message, /does not take the user name/);
});

/** The person's browser has a proxy and a certificate of its own, which are no matter here. */
function resolveOrganization() {
  const { lookup } = dns;

  dns.lookup = (name, options, callback) => lookup(name === 'org.test' ? '127.0.0.1' : name, options,
    callback);
}

async function discover(name, proxy, passwordFile) {
  const finding = start('env', 'discover', '--client-id', person, '--discovery-url', entra.origin,
    '--ca-file', authority, '--proxy', proxy, '--proxy-user', user, '--proxy-password-file',
    path(passwordFile), '--tls-certificate-file', path('ada.p12'), '--tls-passphrase-file', path('word'),
    '--add', 'fabrikam', '--name', name, '--print-url', '--timeout=60');
  const [url] = await finding.said(/https:\/\/\S+(?=\n)/);
  const browser = new Browser();

  assert.equal(await browser.visit(url), 200);
  await browser.submit({ login: 'ada', password: 'any' });
  await browser.submit();
  assert.match(browser.page, /You are signed in/);
  return finding.ended;
}

/** What Herald called, and who its certificate said that it is. */
const calls = () => seen.filter((line) => /^\/api\/|\/token |\/keys |openid-configuration /.test(line));

async function addsInOneGo(name, proxy) {
  seen.length = 0;
  asked.length = 0;
  const { status, answer, err } = await discover(name, proxy, 'password');

  assert.equal(status, 0, JSON.stringify(answer) + err);
  assert.equal((await run('--env', name, 'person', 'find', 'nobody@example.com')).status, 0);
  assert.ok(calls().some((line) => line.startsWith('/api/discovery/')), seen.join('\n'));
  assert.ok(calls().some((line) => line.startsWith('/api/data/v9.2/WhoAmI')), seen.join('\n'));
  assert.ok(calls().every((line) => line.endsWith(' by ada')), seen.join('\n'));
  assert.ok(asked.length > 0 && asked.every((line) => line.endsWith(' org.test')), asked.join('\n'));
  const shown = (await run('env', 'show', name)).answer;

  assert.deepEqual([shown.proxy, shown.proxyUser, shown.tlsCertificate], [proxy, 'ada', 'CN=ada']);
}

test('one signs in, is shown the environments and adds one, all through the proxy', async () => {
  await addsInOneGo('Found', tunnels.http);
  await addsInOneGo('Found by SOCKS', tunnels.socks);
});

test('a proxy that refuses the password is told before anybody signs in', async () => {
  const { status, answer } = await run('env', 'discover', '--client-id', person, '--discovery-url',
    entra.origin, '--ca-file', authority, '--proxy', tunnels.http, '--proxy-user',
    user, '--proxy-password-file', path('wrong'), '--print-url');

  assert.equal(status, 8);
  assert.match(answer.error.message, /does not take the user name/);
});

test('nothing listens there', async () => {
  await add('Gone', 'http://127.0.0.1:9', 'password');
  assert.match((await step('Gone', 'tcp')).message, /cannot be reached through the proxy “127.0.0.1:9”/);
});
