// SPDX-License-Identifier: GPL-3.0-or-later
// heraldctl signs in at oidc-provider: in the browser, by code, as an application; its refresh tokens
// are used once, revoked, refused.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { application, certified, Entra, organization, person, secret, tenant,
  userId } from './entra.mjs';
import { authority, home, run, start } from './heraldctl.mjs';

const entra = new Entra();
const grants = [];
let errors = [];

const refreshes = () => grants.filter((type) => type === 'refresh_token').length;
const find = (name) => run('--env', name, 'person', 'find', 'nobody@example.com');

async function add(name, client, ...options) {
  const { status, err } = await run('env', 'add', name, '--url', entra.origin, '--client-id', client,
    '--kind', 'test', '--ca-file', authority, ...options);

  assert.equal(status, 0, err);
}

/** Starts “auth login” and opens the page that it names. */
async function open(name, ...options) {
  const login = start('--env', name, 'auth', 'login', '--print-url',
    ...(options.length > 0 ? options : ['--timeout=60']));
  const [url] = await login.said(/https:\/\/\S+(?=\n)/);
  const browser = new Browser();

  assert.equal(await browser.visit(url), 200);
  return { login, browser };
}

async function signIn(name, who) {
  const { login, browser } = await open(name);

  await browser.submit({ login: who, password: 'any' });
  await browser.submit();
  assert.match(browser.page, /You are signed in/);
  return login.ended;
}

before(async () => {
  await entra.start();
  entra.provider.on('grant.success', (context) => grants.push(context.oidc.params.grant_type));
  entra.provider.on('grant.error', (context, error) => errors.push(error.error));
});

after(() => entra.stop());

test('a person signs in in the browser and stays signed in', async () => {
  await add('Browser', person);
  const { status, answer } = await signIn('Browser', 'ada');

  assert.equal(status, 0, JSON.stringify(answer));
  assert.equal(answer.user, 'ada');
  assert.equal(answer.tenantId, tenant);
  const shown = (await run('env', 'show', 'Browser')).answer;

  assert.equal(shown.authority, entra.origin);
  assert.equal(shown.organizationId, organization);
  assert.equal(shown.user, userId('ada'));
});

test('each refresh token is used once', async () => {
  const used = refreshes();

  errors = [];
  for (let i = 0; i < 3; i++)
    assert.equal((await find('Browser')).status, 0);
  assert.equal(refreshes() - used, 3);
  assert.deepEqual(errors, []);
});

// Used a second time, a refresh token would end the sign-in of all.
test('commands at the same time do not end each other\'s sign-in', async () => {
  errors = [];
  const all = await Promise.all(Array.from({ length: 6 }, () => find('Browser')));

  assert.deepEqual(all.map(({ status }) => status), [0, 0, 0, 0, 0, 0]);
  assert.deepEqual(errors, []);
});

test('another person is told from the saved one', async () => {
  const { status, answer } = await signIn('Browser', 'grace');

  assert.equal(status, 6);
  assert.equal(answer.error.code, 'CONFLICT');
  assert.equal((await find('Browser')).status, 6);
  assert.equal((await signIn('Browser', 'ada')).status, 0);
});

test('a revoked sign-in asks to sign in again', async () => {
  const revoked = new Promise((resolve) => entra.provider.once('refresh_token.saved',
    (token) => resolve(token.grantId)));

  assert.equal((await find('Browser')).status, 0);
  await entra.provider.RefreshToken.revokeByGrantId(await revoked);
  const { status, answer } = await find('Browser');

  assert.equal(status, 3);
  assert.match(answer.error.message, /sign in again/);
  assert.equal((await signIn('Browser', 'ada')).status, 0);
  assert.equal((await find('Browser')).status, 0);
});

test('an environment that asks for more proof sends back to the browser', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  let refused = 0;

  // The token of the first sign-in, and that which it is refreshed to.
  entra.answer = (request, account) => account !== undefined && refused++ < 2 ? [401, {}, {
    'WWW-Authenticate': 'Bearer realm="", error="insufficient_claims", ' +
      `claims="${Buffer.from(claims).toString('base64')}"`,
  }] : undefined;
  const { login, browser } = await open('Browser');

  await browser.submit({ login: 'ada', password: 'any' });
  await browser.submit();
  const [, again] = await login.said(/once more\.\n[^\n]*\n(https:\S+)\n/);

  assert.equal(new URL(again).searchParams.get('claims'), claims);
  await browser.visit(again);
  await browser.submit();
  assert.match(browser.page, /You are signed in/);
  assert.equal((await login.ended).status, 0);
  entra.answer = undefined;
  assert.equal((await find('Browser')).status, 0);
});

test('signing out leaves nothing', async () => {
  assert.equal((await run('--env', 'Browser', 'auth', 'logout')).status, 0);
  const { status, answer } = await find('Browser');

  assert.equal(status, 3);
  assert.match(answer.error.message, /sign in first/);
});

test('a person declines', async () => {
  const { login, browser } = await open('Browser');

  await browser.follow('Cancel');
  assert.match(browser.page, /did not work/);
  const { status, answer } = await login.ended;

  assert.equal(status, 3);
  assert.equal(answer.error.code, 'AUTH');
  assert.match(answer.error.message, /declined/);
});

test('nobody comes in time', async () => {
  const { login } = await open('Browser', '--timeout=1');
  const { status, answer } = await login.ended;

  assert.equal(status, 3);
  assert.match(answer.error.message, /within the time/);
});

test('the command is interrupted', async () => {
  const { login } = await open('Browser');

  login.interrupt();
  assert.equal((await login.ended).status, 130);
});

/** Enters the code that the command shows. */
async function enterCode(name) {
  const login = start('--env', name, 'auth', 'login', '--device-code');
  const [, url, code] = await login.said(/Open (\S+) in a browser and enter the code (\S+)\n/);
  const browser = new Browser();

  await browser.visit(url);
  await browser.submit({ user_code: code });
  return { login, browser };
}

test('a person signs in by a code', async () => {
  await add('Code', person);
  const { login, browser } = await enterCode('Code');

  await browser.submit({ confirm: 'yes' });
  await browser.submit({ login: 'ada', password: 'any' });
  await browser.submit();
  const { status, answer } = await login.ended;

  assert.equal(status, 0, JSON.stringify(answer));
  assert.equal(answer.user, 'ada');
  assert.equal((await find('Code')).status, 0);
});

test('a person declines a code', async () => {
  await add('Declined', person);
  const { login, browser } = await enterCode('Declined');

  await browser.submit({ abort: 'yes' });
  const { status, answer } = await login.ended;

  assert.equal(status, 3);
  assert.match(answer.error.message, /declined/);
});

test('an application signs in with its secret', async () => {
  const file = join(home, 'secret.txt');

  writeFileSync(file, secret);
  await add('Secret', application, '--tenant', tenant, '--authority', entra.origin,
    '--client-secret-file', file);
  const { status, answer } = await find('Secret');

  assert.equal(status, 0, JSON.stringify(answer));
});

test('a wrong secret is refused', async () => {
  const file = join(home, 'wrong.txt');

  writeFileSync(file, 'guessed');
  await add('Wrong', application, '--tenant', tenant, '--authority', entra.origin,
    '--client-secret-file', file);
  const { status, answer } = await find('Wrong');

  assert.equal(status, 3);
  assert.match(answer.error.message, /client ID or its secret/);
});

test('an application signs in with its certificate', async () => {
  const file = join(home, 'certificate.pem');

  writeFileSync(file, Buffer.concat([readFileSync(join(home, 'server.key')),
    readFileSync(join(home, 'server.pem'))]));
  await add('Certificate', certified, '--tenant', tenant, '--authority', entra.origin,
    '--certificate-file', file);
  const { status, answer } = await find('Certificate');

  assert.equal(status, 0, JSON.stringify(answer));
});

test('the environment is tried step by step', async () => {
  const { status, answer } = await run('env', 'test', 'Code');
  const states = Object.fromEntries(answer.map((step) => [step.step, step.state]));

  for (const step of ['name', 'tcp', 'tls', 'signIn'])
    assert.equal(states[step], 'good', step);
  // This Dataverse tells no version.
  assert.equal(states.version, 'failed');
  assert.equal(status, 10);
});
