// SPDX-License-Identifier: GPL-3.0-or-later
// heraldctl reads tables from JayStack's OData V4 server: look-ups, pages, errors, and JSON that is
// written otherwise than Dataverse writes it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { application, Entra, secret, tenant } from './entra.mjs';
import { authority, home, run } from './heraldctl.mjs';
import { TableServer } from './tables.mjs';

const entra = new Entra();
const tables = new TableServer();
const company = '5c0f5a9e-7d6b-4f0e-9a55-2f6a0c1b7d11';
const app = 'e4f7a1f0-3d0c-4c0e-8f6e-6d0d3e2f9b10';
const guid = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const herald = (...words) => run('--env', 'Tables', ...words);
const find = async (...emails) => {
  const { status, answer, err } = await herald('person', 'find', ...emails);

  return { status, people: answer, err };
};

before(async () => {
  await entra.start();
  await tables.start();
  entra.answerTables = (request) => tables.answer(request);
  tables.names = { [company]: 'Fabrikam & Söhne', [app]: 'Shop' };
  tables.add('contacts',
    { contactid: guid(1), fullname: "Ann O'Neil", emailaddress1: "ann.o'neil@contoso.com",
      mobilephone: '+1 555 0100', _parentcustomerid_value: company, statecode: 0 },
    { contactid: guid(2), fullname: 'Ben', emailaddress1: 'ben@contoso.com',
      emailaddress2: "ann.o'neil@contoso.com", statecode: 1 },
    { contactid: guid(3), fullname: 'Zoë 🐟 "Z"', emailaddress1: 'a+b&c=d!@contoso.com',
      statecode: 0 });
  tables.add('leads',
    { leadid: guid(4), fullname: "Ann O'Neil", companyname: 'Fabrikam',
      emailaddress1: "ann.o'neil@contoso.com", statecode: 2 });
  tables.add('msdynmkt_mobileappchannelinstances',
    { msdynmkt_mobileappchannelinstanceid: app, msdynmkt_name: 'Shop', msdynmkt_bundleid: 'com.shop',
      msdynmkt_authenticationmode: 1, msdynmkt_applicationmode: 0 });
  tables.add('msdynmkt_pushmobiledevices', ...Array.from({ length: 11 }, (_, i) => ({
    msdynmkt_pushmobiledeviceid: guid(100 + i), msdynmkt_name: `Phone ${i}`,
    msdynmkt_devicetoken: `token${i}`, msdynmkt_platform: i % 2 === 0 ? 'iOS' : 'Android',
    msdynmkt_useridentifier: guid(1), _msdynmkt_mobileappchannelinstanceid_value: app,
    createdon: `2026-11-0${1 + i % 9}T08:00:00Z`,
  })));

  const file = join(home, 'secret.txt');

  writeFileSync(file, secret);
  const { status, err } = await run('env', 'add', 'Tables', '--url', entra.origin, '--client-id',
    application, '--kind', 'test', '--ca-file', authority, '--tenant', tenant, '--authority',
    entra.origin, '--client-secret-file', file);

  assert.equal(status, 0, err);
});

beforeEach(() => {
  tables.pageRows = 5000;
  tables.link = (url) => url;
  tables.write = (body) => JSON.stringify(body);
  tables.asked = [];
});

after(() => {
  tables.stop();
  entra.stop();
});

test('an address with a quote finds contacts and leads', async () => {
  const { status, people } = await find("ann.o'neil@contoso.com");

  assert.equal(status, 0);
  assert.deepEqual(people.map(({ table, id, name, state }) => [table, id, name, state]), [
    ['contact', guid(1), "Ann O'Neil", 'active'],
    ['contact', guid(2), 'Ben', 'inactive'],
    ['lead', guid(4), "Ann O'Neil", 'disqualified'],
  ]);
});

test('an address with what URLs are made of is found', async () => {
  const { people } = await find('a+b&c=d!@contoso.com');

  assert.deepEqual(people.map(({ id, name }) => [id, name]), [[guid(3), 'Zoë 🐟 "Z"']]);
});

test('nobody is nobody', async () => {
  const { status, people } = await find("'or(1eq1)or'@contoso.com");

  assert.equal(status, 0);
  assert.deepEqual(people.filter(({ id }) => id !== null), []);
});

const all = Array.from({ length: 11 }, (_, i) => guid(100 + i));
const listDevices = async () => {
  const { status, answer } = await herald('device', 'list');

  assert.equal(status, 0, JSON.stringify(answer));
  // What a reading does not bring counts as removed.
  assert.deepEqual(answer.filter(({ state }) => state !== 'removed').map(({ id }) => id).sort(), all);
  return answer;
};

test('devices come page by page, by links that are not touched', async () => {
  const links = [];

  tables.pageRows = 4;
  tables.link = (url) => { links.push(url.slice(entra.origin.length)); return url; };
  const devices = await listDevices();

  assert.equal(devices[0].registeredOn, '2026-11-09T08:00:00Z');
  assert.equal(links.length, 2);
  assert.deepEqual(tables.asked.filter((url) => url.includes('skiptoken')), links);
});

test('links may be relative', async () => {
  tables.pageRows = 4;
  tables.link = (url) => url.slice(`${entra.origin}/api/data/v9.2/`.length);
  await listDevices();
});

test('links may be relative to the server', async () => {
  tables.pageRows = 4;
  tables.link = (url) => url.slice(entra.origin.length);
  await listDevices();
});

test('a link to another server is not followed', async () => {
  for (const other of ['https://127.0.0.1:1', '//127.0.0.1:1', 'HTTPS://127.0.0.1:1']) {
    tables.pageRows = 4;
    tables.link = (url) => url.replace(entra.origin, other);
    const { status, answer } = await herald('device', 'list');

    assert.equal(status, 10, other);
    assert.match(answer.error.message, /another server/);
  }
});

const escapeAll = (text) => text.replace(/[^ -~]|\//g,
  (character) => character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
const writings = {
  'spread over lines': (body) => `\r\n\t${JSON.stringify(body, undefined, '\t')}\n\n`,
  'escaped wherever it can be': (body) => escapeAll(JSON.stringify(body)),
  'with the rows first': ({ value, ...rest }) => JSON.stringify({ value, ...rest }),
  'with more annotations': (body) => JSON.stringify({
    ...body,
    '@odata.count': body.value.length,
    '@Microsoft.Dynamics.CRM.totalrecordcount': -1,
    value: body.value.map((row) => ({
      '@odata.type': '#mscrm.row', '@odata.id': 'rows(1)', 'name@odata.type': '#String', ...row,
      more: { nested: [[null, true, 1.5e300]] },
    })),
  }),
};

for (const [how, write] of Object.entries(writings))
  test(`JSON is read ${how}`, async () => {
    tables.write = write;
    const { status, people } = await find('a+b&c=d!@contoso.com', "ann.o'neil@contoso.com");

    assert.equal(status, 0);
    assert.deepEqual(people.map(({ name }) => name).sort(),
      ["Ann O'Neil", "Ann O'Neil", 'Ben', 'Zoë 🐟 "Z"']);
    tables.pageRows = 4;
    await listDevices();
  });

// OData 4.01 leaves “odata.” out of the names of control information.
test('control information may have short names', async () => {
  tables.pageRows = 4;
  tables.write = (body) => JSON.stringify(body).replaceAll('@odata.', '@');
  await listDevices();
});

test('an app is read, another is not there', async () => {
  const { status, answer } = await herald('app', 'show', app);

  assert.equal(status, 0, JSON.stringify(answer));
  assert.equal(answer.name, 'Shop');
  assert.equal(answer.ios.bundleId, 'com.shop');
  const other = await herald('app', 'show', guid(1));

  assert.equal(other.status, 5);
  assert.equal(other.answer.error.code, 'NOT_FOUND');
});

test('a query that the server cannot do is told in its words', async () => {
  tables.drop('leads', 'companyname');
  const { status, answer } = await herald('person', 'find', 'nobody@contoso.com');

  assert.equal(status, 9);
  assert.equal(answer.error.code, 'REMOTE');
  assert.match(answer.error.message, /no such column: companyname.*HTTP 500/s);
});
