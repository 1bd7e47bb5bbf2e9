// SPDX-License-Identifier: GPL-3.0-or-later
// The most used client of the Web API, as its own documentation uses it, writing.
import assert from 'node:assert/strict';
import test from 'node:test';

import { DynamicsWebApi } from 'dynamics-web-api';

import { dataverse, ready } from './peer.mjs';

const api = new DynamicsWebApi({
  serverUrl: ready.http,
  dataApi: { version: '9.2' },
  onTokenRefresh: async () => ready.bearer,
});

/** A fresh account; answers its id. */
function makeAccount(name) {
  return api.create({ collection: 'accounts', data: { name } });
}

async function count(collection, filter) {
  const { value } = await api.retrieveMultiple({ collection, filter });

  return value.length;
}

test('a row is created, changed and deleted', async () => {
  const id = await makeAccount('Peer');

  assert.match(id, /^[0-9a-f-]{36}$/);
  await api.update({ collection: 'accounts', key: id, data: { telephone1: '1' } });
  await api.updateSingleProperty({
    collection: 'accounts', key: id, fieldValuePair: { emailaddress1: 'a@contoso.example' },
  });
  const row = await api.retrieve({
    collection: 'accounts', key: id, select: ['name', 'telephone1', 'emailaddress1'],
  });

  assert.equal(row.name, 'Peer');
  assert.equal(row.telephone1, '1');
  assert.equal(row.emailaddress1, 'a@contoso.example');
  await api.deleteRecord({ collection: 'accounts', key: id, fieldName: 'telephone1' });
  assert.equal((await api.retrieve({ collection: 'accounts', key: id })).telephone1, null);
  await api.deleteRecord({ collection: 'accounts', key: id });
  await assert.rejects(api.retrieve({ collection: 'accounts', key: id }), (error) => {
    assert.equal(error.status, 404);
    assert.equal(error.code, '0x80040217');
    return true;
  });
});

test('what is written comes back when asked for', async () => {
  const created = await api.create({
    collection: 'accounts', data: { name: 'Shown' }, select: ['name'], returnRepresentation: true,
  });
  const updated = await api.update({
    collection: 'accounts', key: created.accountid, data: { name: 'Changed' }, select: ['name'],
    returnRepresentation: true,
  });

  assert.equal(created.name, 'Shown');
  assert.equal(updated.name, 'Changed');
  assert.equal(updated.accountid, created.accountid);
});

test('upsert creates or changes, as its condition says', async () => {
  const key = crypto.randomUUID();
  const upsert = (name, condition) =>
    api.upsert({ collection: 'accounts', key, data: { name }, ...condition });

  assert.equal(await upsert('a', { ifmatch: '*' }), null);
  await upsert('b', { ifnonematch: '*' });
  assert.equal(await upsert('c', { ifnonematch: '*' }), null);
  await upsert('d');
  assert.equal((await api.retrieve({ collection: 'accounts', key })).name, 'd');
});

test('an alternate key names a row', async () => {
  const key = "uniquename='peer''s app'";

  await api.upsert({ collection: 'appmodules', key, data: { name: 'One', clienttype: 4 } });
  await api.upsert({ collection: 'appmodules', key, data: { name: 'Two' } });
  assert.equal((await api.retrieve({ collection: 'appmodules', key })).name, 'Two');
});

test('an old version is not overwritten, an unchanged row not sent again', async () => {
  const key = await makeAccount('Versioned');
  const row = await api.retrieve({ collection: 'accounts', key, select: ['name'] });
  const ifmatch = row['@odata.etag'];

  assert.equal(await api.retrieve({
    collection: 'accounts', key, select: ['name'], ifnonematch: ifmatch,
  }), undefined);
  await api.update({ collection: 'accounts', key, data: { name: 'New' }, ifmatch });
  assert.equal(await api.update({
    collection: 'accounts', key, data: { name: 'Newer' }, ifmatch,
  }), false);
  assert.equal((await api.retrieve({ collection: 'accounts', key })).name, 'New');
});

test('rows are tied and untied', async () => {
  const account = await makeAccount('Parent');
  const contact = await api.create({ collection: 'contacts', data: { lastname: 'Child' } });
  const parent = async () =>
    (await api.retrieve({ collection: 'contacts', key: contact }))._parentcustomerid_value;
  const collection = {
    collection: 'accounts', primaryKey: account, relationshipName: 'contact_customer_accounts',
    relatedCollection: 'contacts', relatedKey: contact,
  };
  const single = {
    collection: 'contacts', primaryKey: contact, navigationProperty: 'parentcustomerid_account',
    relatedCollection: 'accounts', relatedKey: account,
  };

  await api.associate(collection);
  assert.equal(await parent(), account);
  await api.disassociate(collection);
  assert.equal(await parent(), null);
  await api.associateSingleValued(single);
  assert.equal(await parent(), account);
  await api.disassociateSingleValued(single);
  assert.equal(await parent(), null);
});

test('a change set refers to what it created', async () => {
  api.startBatch();
  api.create({ collection: 'accounts', data: { name: 'In a batch' }, contentId: '1' });
  api.create({
    collection: 'contacts', data: { lastname: 'Batched', 'parentcustomerid_account@odata.bind': '$1' },
    contentId: '2',
  });
  api.update({ collection: '$1', data: { telephone1: '77' } });
  const [account, contact] = await api.executeBatch();
  const row = await api.retrieve({ collection: 'contacts', key: contact });

  assert.equal(row._parentcustomerid_value, account);
  assert.equal((await api.retrieve({ collection: 'accounts', key: account })).telephone1, '77');
});

test('a batch of reads and writes answers in order', async () => {
  api.startBatch();
  api.create({ collection: 'accounts', data: { name: 'Ordered' }, inChangeSet: false });
  api.retrieveMultiple({ collection: 'accounts', filter: "name eq 'Ordered'", select: ['name'] });
  api.callFunction('WhoAmI');
  const [id, rows, who] = await api.executeBatch();

  assert.equal(rows.value[0].accountid, id);
  assert.equal(who.UserId, ready.userId);
});

test('a change set that fails leaves nothing', async () => {
  api.startBatch();
  api.create({ collection: 'accounts', data: { name: 'Half' } });
  api.create({ collection: 'accounts', data: { name: 'x'.repeat(161) } });
  await assert.rejects(api.executeBatch(), (errors) => {
    assert.equal(errors.length, 1);
    assert.equal(errors[0].status, 400);
    assert.equal(errors[0].error.code, '0x80044331');
    return true;
  });
  assert.equal(await count('accounts', "name eq 'Half'"), 0);
});

test('many rows are created by one action', async () => {
  const type = { '@odata.type': 'Microsoft.Dynamics.CRM.account' };
  const { Ids } = await api.callAction({
    collection: 'accounts',
    actionName: 'Microsoft.Dynamics.CRM.CreateMultiple',
    action: { Targets: [{ ...type, name: 'Many' }, { ...type, name: 'Many' }] },
  });

  assert.equal(Ids.length, 2);
  assert.equal(await count('accounts', "name eq 'Many'"), 2);
});

test('functions and actions are called', async () => {
  assert.equal((await api.callFunction({ name: 'WhoAmI' })).UserId, ready.userId);
  const { NotificationId } = await api.callAction({
    actionName: 'SendAppNotification',
    action: { Title: 'From a peer', Recipient: `/systemusers(${ready.userId})` },
  });
  const { body } = await dataverse('GET', `appnotifications(${NotificationId})?$select=title`);

  assert.equal(body.title, 'From a peer');
});
