// SPDX-License-Identifier: GPL-3.0-or-later
// apns2 as its README has it: Apple's own host names, many notifications, errors by their reason.
import './hosts.mjs';

import { ApnsClient, Errors, Host, Notification, Priority, PushType, SilentNotification } from 'apns2';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';

import { admin, ready } from './peer.mjs';

const [app] = ready.apps;
const UNKNOWN = '0123456789abcdef'.repeat(4);

// The library's connections have no end that a program could ask for.
after(() => setImmediate(() => process.exit()));

function connect(more = {}) {
  return new ApnsClient({
    team: app.teamId,
    keyId: app.keyId,
    signingKey: readFileSync(app.apnsKey, 'utf8'),
    defaultTopic: app.bundleId,
    ...more,
  });
}

async function addPhone(more = {}) {
  return admin('POST', 'phones', { platform: 'ios', app: app.id, ...more });
}

async function getReason(promise) {
  try {
    await promise;
  } catch (error) {
    return error.reason;
  }
  return undefined;
}

test('alert and silent notifications arrive', async () => {
  const client = connect();
  const phone = await addPhone();

  await client.send(new Notification(phone.token, { alert: 'Hello', badge: 1, collapseId: 'one' }));
  await client.send(new Notification(phone.token, { alert: { title: 'T', body: 'Again' }, collapseId: 'one' }));
  await client.send(new SilentNotification(phone.token));
  const list = await admin('GET', `phones/${phone.id}/notifications`);

  assert.deepEqual(list.map((one) => [one.body, one.silent]), [['', true], ['Again', false]]);
});

test('sendMany tells each one’s fate', async () => {
  const client = connect();
  const phone = await addPhone();
  const results = await client.sendMany([
    new Notification(phone.token, { alert: 'good' }),
    new Notification(UNKNOWN, { alert: 'bad' }),
    ...Array.from({ length: 200 }, (_, i) => new Notification(phone.token, { alert: `${i}` })),
  ]);

  assert.equal(results.length, 202);
  assert.equal(results[1].error.reason, Errors.badDeviceToken);
  assert.equal(results.filter((result) => result.error).length, 1);
});

test('production and sandbox are two hosts', async () => {
  const production = connect({ host: Host.production });
  const sandbox = connect({ host: Host.development });
  const released = await addPhone();
  const built = await addPhone({ environment: 'sandbox' });

  assert.equal(await getReason(production.send(new Notification(released.token, { alert: 'x' }))), undefined);
  assert.equal(await getReason(sandbox.send(new Notification(built.token, { alert: 'x' }))), undefined);
  assert.equal(await getReason(production.send(new Notification(built.token, { alert: 'x' }))), Errors.badDeviceToken);
  assert.equal(await getReason(sandbox.send(new Notification(released.token, { alert: 'x' }))), Errors.badDeviceToken);
});

test('errors come as events, too', async () => {
  const client = connect();
  const phone = await addPhone();
  const seen = [];

  client.on(Errors.unregistered, (error) => seen.push(error.statusCode));
  await admin('PATCH', `phones/${phone.id}`, { installed: false });
  assert.equal(await getReason(client.send(new Notification(phone.token, { alert: 'x' }))), Errors.unregistered);
  assert.deepEqual(seen, [410]);
  assert.equal(await getReason(client.send(new Notification(phone.token, { alert: 'x', topic: 'com.example.none' }))),
               Errors.topicDisallowed);
  assert.equal(await getReason(client.send(new Notification(phone.token, {
    contentAvailable: true, type: PushType.background, priority: Priority.immediate,
  }))), Errors.badPriority);
});
