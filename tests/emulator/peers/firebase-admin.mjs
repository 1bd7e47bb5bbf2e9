// SPDX-License-Identifier: GPL-3.0-or-later
// firebase-admin as Firebase's own pages have it, under the services' own host names, over HTTP/2 and
// over its older HTTP/1.1 transport.
import './hosts.mjs';

import { cert, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging } from 'firebase-admin/messaging';
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { admin, ready } from './peer.mjs';

const [mine, other] = ready.apps;
const app = initializeApp({ credential: cert(mine.serviceAccount) });
const messaging = getMessaging(app);

after(() => deleteApp(app));

async function addPhone(more = {}) {
  return admin('POST', 'phones', { platform: 'android', app: mine.id, ...more });
}

async function getNewest(phone) {
  return (await admin('GET', `phones/${phone.id}/notifications`))[0];
}

async function getCode(promise) {
  try {
    await promise;
  } catch (error) {
    return error.code;
  }
  return undefined;
}

test('send delivers a message with all its parts', async () => {
  const phone = await addPhone();
  const id = await messaging.send({
    token: phone.token,
    notification: { title: 'Title', body: 'Body', imageUrl: 'https://contoso.example/a.png' },
    data: { link: 'https://contoso.example/', trackingId: 'a1' },
    android: {
      collapseKey: 'orders',
      priority: 'high',
      ttl: 3600 * 1000,
      restrictedPackageName: 'com.contoso.shop',
      fcmOptions: { analyticsLabel: 'label-1' },
      notification: {
        icon: 'stock', color: '#f45342', sound: 'default', tag: 'tag', clickAction: 'OPEN',
        titleLocKey: 'key', titleLocArgs: ['a', 'b'], channelId: 'news', ticker: 'ticker',
        sticky: true, eventTimestamp: new Date(), localOnly: false, priority: 'max',
        vibrateTimingsMillis: [100, 50, 250], defaultSound: true, visibility: 'public',
        notificationCount: 1,
        lightSettings: { color: '#AABBCC', lightOnDurationMillis: 200, lightOffDurationMillis: 300 },
      },
    },
    apns: {
      headers: { 'apns-priority': '10' },
      payload: { aps: { alert: { title: 'Title', body: 'Body' }, badge: 1, contentAvailable: true } },
      fcmOptions: { analyticsLabel: 'label-1', imageUrl: 'https://contoso.example/a.png' },
    },
    webpush: {
      headers: { TTL: '60' },
      notification: { title: 'Title', actions: [{ action: 'a', title: 'A' }] },
      fcmOptions: { link: 'https://contoso.example/' },
    },
    fcmOptions: { analyticsLabel: 'label-1' },
  });

  assert.match(id, new RegExp(`^projects/${mine.projectId}/messages/`));
  const shown = await getNewest(phone);

  assert.equal(shown.title, 'Title');
  assert.equal(shown.link, 'https://contoso.example/');
  assert.equal(shown.trackingId, 'a1');
});

test('a dry run delivers nothing', async () => {
  const phone = await addPhone();
  const id = await messaging.send({ token: phone.token, data: { a: 'b' } }, true);

  assert.match(id, /fake_message_id$/);
  assert.equal(await getNewest(phone), undefined);
});

for (const transport of ['HTTP/2', 'HTTP/1.1'])
  test(`sendEach and sendEachForMulticast over ${transport}`, async () => {
    const phones = await Promise.all(Array.from({ length: 20 }, () => addPhone()));
    const gone = await addPhone();

    if (transport === 'HTTP/1.1')
      messaging.enableLegacyHttpTransport();
    await admin('PATCH', `phones/${gone.id}`, { installed: false });
    const each = await messaging.sendEach([...phones, gone].map((phone, i) => ({
      token: phone.token, notification: { title: `${transport} ${i}` },
    })));

    assert.equal(each.successCount, 20);
    assert.equal(each.failureCount, 1);
    assert.equal(each.responses[20].error.code, 'messaging/registration-token-not-registered');
    const many = await messaging.sendEachForMulticast({
      tokens: phones.map((phone) => phone.token), data: { score: '850' },
    });

    assert.equal(many.successCount, 20);
    assert.equal((await getNewest(phones[7])).payload.data.score, '850');
  });

test('errors have their codes', async () => {
  const phone = await addPhone();
  const gone = await addPhone();
  const foreign = await admin('POST', 'phones', { platform: 'android', projectId: other.projectId });

  await admin('PATCH', `phones/${gone.id}`, { rotateToken: true });
  assert.equal(await getCode(messaging.send({ token: gone.token, data: { a: 'b' } })),
               'messaging/registration-token-not-registered');
  assert.equal(await getCode(messaging.send({ token: 'nonsense', data: { a: 'b' } })),
               'messaging/invalid-argument');
  assert.equal(await getCode(messaging.send({ token: foreign.token, data: { a: 'b' } })),
               'messaging/mismatched-credential');
  assert.equal(await getCode(messaging.send({ token: phone.token, data: { from: 'b' } })),
               'messaging/invalid-argument');
  assert.equal(await getCode(messaging.send({ token: phone.token, data: { a: 'x'.repeat(4100) } })),
               'messaging/invalid-argument');
});

test('another account’s project is forbidden', async () => {
  const stranger = initializeApp({
    credential: cert(mine.serviceAccount), projectId: other.projectId,
  }, 'stranger');

  assert.equal(await getCode(getMessaging(stranger).send({ topic: 'news', data: { a: 'b' } })),
               'messaging/mismatched-credential');
  await deleteApp(stranger);
});

test('topics and conditions reach who is subscribed', async () => {
  const [a, b, c] = await Promise.all([addPhone(), addPhone(), addPhone()]);
  const gone = await addPhone();

  await admin('PATCH', `phones/${gone.id}`, { installed: false });
  const subscribed = await messaging.subscribeToTopic([a.token, b.token, gone.token, 'nonsense'], 'weather');

  assert.equal(subscribed.successCount, 2);
  assert.equal(subscribed.failureCount, 2);
  assert.equal(subscribed.errors[0].error.code, 'messaging/registration-token-not-registered');
  assert.equal(subscribed.errors[1].error.code, 'messaging/invalid-registration-token');
  await messaging.subscribeToTopic([b.token, c.token], '/topics/sport');
  await messaging.send({ topic: 'weather', data: { title: 'rain' } });
  assert.deepEqual((await Promise.all([a, b, c].map(getNewest))).map((one) => one?.title),
                   ['rain', 'rain', undefined]);
  await messaging.send({
    condition: "'sport' in topics && !('weather' in topics)", data: { title: 'match' },
  });
  assert.deepEqual((await Promise.all([a, b, c].map(getNewest))).map((one) => one?.title),
                   ['rain', 'rain', 'match']);
  await messaging.unsubscribeFromTopic(a.token, 'weather');
  await messaging.send({
    condition: "'sport' in topics || 'weather' in topics", data: { title: 'all' },
  });
  assert.deepEqual((await Promise.all([a, b, c].map(getNewest))).map((one) => one?.title),
                   ['rain', 'all', 'all']);
  assert.equal(await getCode(messaging.send({ condition: "'a' on topics", data: { a: 'b' } })),
               'messaging/invalid-argument');
});
