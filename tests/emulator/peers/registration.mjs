// SPDX-License-Identifier: GPL-3.0-or-later
// The requests that the registration documents print, as an app or its server copies them: bodies as
// text with the placeholders replaced, both APIs, both spellings of the callback's header.
import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test from 'node:test';

import { admin, dataverse, ready, until } from './peer.mjs';

const app = ready.apps[0];
const user = '5f6b2b7e-1111-4222-8333-444455556666';
const tracked = { 'x-ms-track-registration': 'true' };

/** “Public Endpoint” is shown with a scheme or without one, with a slash at the end or without. */
function address(publicEndpoint, path) {
  const endpoint = publicEndpoint.replace(/^https?:\/\//, '').replace(/\/$/, '');

  return `http://${endpoint}/api/v1.0/orgs/${ready.organizationId}/${path}`;
}

async function post(path, body, headers = {}) {
  const all = new Headers({ 'Content-Type': 'application/json' });

  for (const [name, value] of Object.entries(headers))
    all.set(name, value);
  const response = await fetch(address(ready.http, path), { method: 'POST', headers: all, body });
  const text = await response.text();

  return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
}

function fill(template, token) {
  return template
    .replaceAll('%APP_ID%', app.id)
    .replaceAll('%USER_ID%', user)
    .replaceAll('%API_TOKEN%', app.apiToken)
    .replace(/%[A-Z_]*DEVICE_TOKEN%/, token);
}

const registerIos = `{
    "MobileAppId": "%APP_ID%",
    "UserId": "%USER_ID%",
    "ApiToken": "%API_TOKEN%",
    "ApnsDeviceToken": "%APNS_DEVICE_TOKEN%"
}`;
const registerAndroid = `{
    "MobileAppId": "%APP_ID%",
    "UserId": "%USER_ID%",
    "ApiToken": "%API_TOKEN%",
    "FcmDeviceToken": "%FCM_DEVICE_TOKEN%"
}`;
const cleanUp = `{
    "MobileAppId": "%APP_ID%",
    "ApiToken": "%API_TOKEN%",
    "UserId": "%USER_ID%",
    "DeviceToken": "%OPTIONAL_FCM_OR_APNS_DEVICE_TOKEN%"
}`;

async function addPhone(platform) {
  return admin('POST', 'phones', { platform, app: app.id });
}

async function readStatus(ids) {
  const { status, json } = await post('pushdeviceregistration/devices/status/', JSON.stringify({
    RegistrationRequestIds: ids,
    MobileAppId: app.id,
    ApiToken: app.apiToken,
  }));

  assert.equal(status, 200);
  assert.equal(json.length, ids.length);
  return json;
}

const ended = (statuses) => statuses.every(({ Status }) => Status !== 'Pending');

async function countDevices() {
  const { status, body } = await dataverse('GET',
    `msdynmkt_pushmobiledevices?$filter=msdynmkt_useridentifier eq '${user}'`);

  assert.equal(status, 200);
  return body.value.length;
}

test('one device of each platform, with and without tracking', async () => {
  const iphone = await addPhone('ios');
  const android = await addPhone('android');
  const answer = await post('pushdeviceregistration/devices', fill(registerIos, iphone.token.toUpperCase()), tracked);

  assert.equal(answer.status, 202);
  assert.deepEqual(Object.keys(answer.json), ['RegistrationRequestId']);
  assert.deepEqual(await until(() => readStatus([answer.json.RegistrationRequestId]), ended),
    [{ Status: 'Success', FailureReason: null }]);
  const silent = await post('pushdeviceregistration/devices', fill(registerAndroid, android.token));

  assert.equal(silent.status, 202);
  assert.equal(silent.text, '');
  await until(countDevices, (count) => count === 2);
});

test('the printed sample with a comma too many is no JSON', async () => {
  const sloppy = fill(registerAndroid, 'token').replace(/\n}$/, ',\n}');

  assert.equal((await post('pushdeviceregistration/devices', sloppy)).status, 400);
});

test('a batch answers in the order it was sent', async () => {
  const phone = await addPhone('ios');
  const bodies = [fill(registerIos, 'not a token'), fill(registerIos, phone.token), fill(registerIos, 'A'.repeat(301))];
  const { status, json } = await post('pushdeviceregistration/devices/batch', `[${bodies.join(',\n')}]`, tracked);

  assert.equal(status, 202);
  assert.deepEqual((await until(() => readStatus(json.map((entry) => entry.RegistrationRequestId)), ended))
    .map(({ Status, FailureReason }) => FailureReason ?? Status),
  ['DryRunSendingFailed', 'Success', 'DeviceTokenTooLong']);
});

test('the first API, as the samples of iOS and Android write it', async () => {
  const iphone = await addPhone('ios');
  const android = await addPhone('android');
  const path = `pushchannel/apps/${app.id}/devices/${user}`;
  const before = await countDevices();
  const ios = `{"ApnsDeviceContract":{"ApnsToken":"${iphone.token}"},"ApiToken": "${app.apiToken}"}`;

  assert.equal((await post(path, ios, { 'content-type': 'application/json' })).status, 200);
  assert.equal((await post(path, JSON.stringify({
    FcmDeviceContract: { FcmToken: android.token },
    ApiToken: app.apiToken,
  }))).status, 200);
  await until(countDevices, (count) => count === before + 2);
});

test('clean-up, one and many', async () => {
  const phone = await addPhone('ios');
  const { json } = await post('pushdeviceregistration/devices', fill(registerIos, phone.token), tracked);

  await until(() => readStatus([json.RegistrationRequestId]), ended);
  const before = await countDevices();
  const one = await post('pushdeviceregistration/devices/cleanup', fill(cleanUp, phone.token));

  assert.deepEqual([one.status, one.text], [202, '']);
  await until(countDevices, (count) => count === before - 1);
  const all = fill(cleanUp, '').replace(/,\s*"DeviceToken": ""/, '');

  assert.equal((await post('pushdeviceregistration/devices/cleanup/batch', all)).status, 400);
  assert.equal((await post('pushdeviceregistration/devices/cleanup/batch', `[${all}]`)).status, 202);
  await until(countDevices, (count) => count === 0);
});

/** Accepts each of the four spellings that the documentation leaves open. */
function isSigned(url, signature) {
  return ['utf8', 'base64'].some((encoding) =>
    ['base64', 'hex'].some((form) => {
      const expected = Buffer.from(createHmac('sha256', Buffer.from(app.apiToken, encoding)).update(url).digest(form));
      const given = Buffer.from(signature);

      return expected.length === given.length && timingSafeEqual(expected, given);
    }));
}

test('the webhook, under both names of its header', async () => {
  const received = [];
  const server = createServer(async (request, response) => {
    let body = '';

    for await (const chunk of request)
      body += chunk;
    received.push({ path: request.url, headers: request.headers, body: JSON.parse(body) });
    response.writeHead(202).end();
  }).listen(0, '127.0.0.1');

  await once(server, 'listening');
  const base = `http://127.0.0.1:${server.address().port}/registrations`;

  try {
    for (const name of ['x-ms-callback-url', 'x-ms-status-callback-url']) {
      const phone = await addPhone('android');
      const url = `${base}?request=${name}`;
      const { status } = await post('pushdeviceregistration/devices', fill(registerAndroid, phone.token), {
        [name]: url,
        'x-ms-callback-url-headers': JSON.stringify({ 'X-Correlation-Id': name }),
      });

      assert.equal(status, 202);
      await until(() => received.length, (length) => length > 0);
      const [{ path, headers, body }] = received.splice(0);

      assert.equal(path, `/registrations?request=${name}`);
      assert.equal(headers['x-correlation-id'], name);
      assert.deepEqual([body.Status, body.FailureReason], ['Success', null]);
      assert.ok(isSigned(url, body.Signature));
    }
  } finally {
    server.close();
  }
});

test('a journey is opened and clicked as apps do it', async () => {
  const { body: contact } = await dataverse('POST', 'contacts', { firstname: 'Ada', lastname: 'Peer' },
    { Prefer: 'return=representation' });
  const phone = await addPhone('android');
  const { json } = await post('pushdeviceregistration/devices', JSON.stringify({
    MobileAppId: app.id, UserId: contact.contactid, ApiToken: app.apiToken, FcmDeviceToken: phone.token,
  }), tracked);

  await until(() => readStatus([json.RegistrationRequestId]), ended);
  const journey = await admin('POST', 'journeys', {
    app: app.id,
    message: { title: 'Hello {{firstname}}', body: 'Text', link: 'https://contoso.example/offer' },
    audience: { ids: [contact.contactid] },
  });

  assert.deepEqual([journey.sent, journey.notSent], [1, []]);
  const [{ payload: { data } }] = (await admin('GET', `phones/${phone.id}/notifications`)).filter(({ shown }) => shown);

  assert.equal(data.title, 'Hello Ada');
  assert.equal((await post('pushdatareceiver/events', JSON.stringify({
    TrackingId: data.trackingId, DeviceToken: phone.token, PushNotificationStatus: '1',
  }))).status, 202);
  const click = await fetch(data.link, { redirect: 'manual' });

  assert.equal(click.status, 302);
  assert.equal(click.headers.get('location'), data.originalLink);
  const { metrics } = await admin('GET', `journeys/${journey.id}`);

  assert.deepEqual(metrics, { sent: 1, notSent: {}, opened: 1, clicked: 1 });
});
