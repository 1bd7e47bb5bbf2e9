// SPDX-License-Identifier: GPL-3.0-or-later
// The plug-in's testing checklist, as far as a web app sees it, in jsdom: its page comes from another
// port than the script, so that only what the emulator lets a page read can be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSDOM, ResourceLoader, VirtualConsole } from 'jsdom';
import { admin, dataverse, ready, until } from './peer.mjs';

const PAGE = 'http://localhost:3000/';

/** jsdom has no fetch: this is Node's, with what a browser checks of another origin's answer. */
async function fetchFromPage(url, options) {
  const simple = options.body === undefined;

  if (!simple) {
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        'Origin': new URL(PAGE).origin,
        'Access-Control-Request-Method': options.method,
        'Access-Control-Request-Headers': 'content-type',
      },
    });

    assert.ok(preflight.ok);
    assert.ok(preflight.headers.get('access-control-allow-methods').includes(options.method));
    assert.ok(/content-type/i.test(preflight.headers.get('access-control-allow-headers')));
  }
  const answer = await fetch(url, {
    ...options,
    headers: { ...options.headers, Origin: new URL(PAGE).origin },
  });

  assert.equal(answer.headers.get('access-control-allow-origin'), new URL(PAGE).origin);
  return answer;
}

/** The web app opened in a tab; its sessionStorage is new. */
async function open(phone) {
  const dom = new JSDOM('<!doctype html><title>App</title><body>', {
    url: PAGE,
    runScripts: 'dangerously',
    resources: new ResourceLoader(),
    virtualConsole: new VirtualConsole(),
    beforeParse: (window) => {
      window.fetch = fetchFromPage;
    },
  });
  const { document } = dom.window;
  const script = document.createElement('script');

  script.src = `${ready.http}/bridge/median-msdynamics.js?phone=${phone.id}`;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    document.body.append(script);
  });
  return dom.window;
}

/** A phone on its first day: nobody was asked yet. */
async function addPhone(platform, osVersion) {
  const { id } = await admin('POST', 'phones', { platform, osVersion, app: ready.apps[0].id });

  return admin('PATCH', `phones/${id}`, { reset: true });
}

function getQuestion(window) {
  return window.document.querySelector('[role=alertdialog]');
}

async function answer(window, text) {
  const question = await until(() => getQuestion(window), (found) => found !== null);

  [...question.querySelectorAll('button')].find((button) => button.textContent === text).click();
}

async function getContact() {
  const { body } = await dataverse('GET', 'contacts?$select=contactid&$top=1');

  return body.value[0].contactid;
}

test('iOS: asked once, registered, described', async () => {
  const phone = await addPhone('ios', '18.1');
  const window = await open(phone);
  const { msdynamics } = window.median;
  const userId = await getContact();

  assert.deepEqual({ ...await msdynamics.areNotificationsEnabled() }, { granted: false });
  assert.deepEqual({ ...await msdynamics.registerDevice({ userId }) }, { success: false });
  assert.equal((await msdynamics.registrationInfo()).apnsToken, undefined);
  const prompted = msdynamics.promptNotificationPermission();
  await answer(window, 'Allow');
  assert.deepEqual({ ...await prompted }, { granted: true });
  assert.equal(getQuestion(window), null);
  assert.equal((await msdynamics.areNotificationsEnabled()).granted, true);
  assert.equal((await msdynamics.registerDevice({ userId })).success, true);
  assert.equal((await msdynamics.registerDevice({ userId })).success, true);
  const info = await msdynamics.registrationInfo();
  assert.equal(info.apnsToken, phone.token);
  assert.deepEqual(Object.keys(info).sort(), [
    'apnsToken', 'appBuild', 'appId', 'appVersion', 'distribution', 'hardware', 'installationId',
    'isFirstLaunch', 'language', 'model', 'os', 'osVersion', 'platform', 'timeZone',
  ]);
  assert.equal(info.isFirstLaunch, true);
  assert.equal((await (await open(phone)).median.msdynamics.registrationInfo()).isFirstLaunch, false);
  await until(async () => (await dataverse('GET', 'msdynmkt_pushmobiledevices?$select=msdynmkt_devicetoken' +
    `&$filter=msdynmkt_devicetoken eq '${phone.token}'`)).body.value.length, (n) => n === 1);
});

test('iOS: a refusal is for good', async () => {
  const window = await open(await addPhone('ios', '18.1'));
  const { msdynamics } = window.median;
  const first = msdynamics.promptNotificationPermission();

  await answer(window, 'Don’t Allow');
  assert.equal((await first).granted, false);
  assert.equal((await msdynamics.promptNotificationPermission()).granted, false);
  assert.equal(getQuestion(window), null);
});

test('Android 12 grants silently, Android 15 asks', async () => {
  const old = await open(await addPhone('android', '12'));
  const recent = await open(await addPhone('android', '15'));
  const prompted = recent.median.msdynamics.promptNotificationPermission();

  assert.equal((await old.median.msdynamics.promptNotificationPermission()).granted, true);
  assert.equal(getQuestion(old), null);
  await answer(recent, 'Allow');
  assert.equal((await prompted).granted, true);
});

test('a callback stands within the options or after them', async () => {
  const { msdynamics } = (await open(await addPhone('android', '12'))).median;
  const userId = await getContact();
  let returned;
  const looked = await new Promise((callback) => {
    returned = msdynamics.areNotificationsEnabled({ callback });
  });
  const registered = await new Promise((callback) => {
    msdynamics.registerDevice({ userId }, callback);
  });

  assert.equal(returned, undefined);
  assert.equal(looked.granted, true);
  assert.equal(registered.success, true);
});

test('a missing user is no crash', async () => {
  const { msdynamics } = (await open(await addPhone('android', '12'))).median;

  assert.deepEqual({ ...await msdynamics.registerDevice() }, { success: false });
  assert.deepEqual({ ...await msdynamics.registerDevice({ userId: '' }) }, { success: false });
});
