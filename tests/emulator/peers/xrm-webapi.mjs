// SPDX-License-Identifier: GPL-3.0-or-later
// Clients for pages of model-driven apps: xrm-webapi-client and xrm-webapi, in a page of the
// organisation, used as their README files say. xrm-webapi-client ends the lines of a batch without
// a carriage return, which the service's documentation forbids; its batches are left out.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { JSDOM } from 'jsdom';

import { ready } from './peer.mjs';

const { window } = new JSDOM('', { url: ready.http });

// What a page of a model-driven app has.
window.GetGlobalContext = () => ({ getClientUrl: () => ready.http });
Object.assign(globalThis, {
  window, XMLHttpRequest: window.XMLHttpRequest, GetGlobalContext: window.GetGlobalContext,
  DOMParser: window.DOMParser, XMLSerializer: window.XMLSerializer,
});

const require = createRequire(import.meta.url);
const WebApiClient = require('xrm-webapi-client');
const xrm = require('xrm-webapi');
const config = new xrm.WebApiConfig('9.2', ready.bearer);

WebApiClient.ApiVersion = '9.2';
WebApiClient.AppendToDefaultHeaders({ key: 'Authorization', value: `Bearer ${ready.bearer}` });

const returning = [{ key: 'Prefer', value: 'return=representation' }];

async function createAccount(name) {
  const url = await WebApiClient.Create({ entityName: 'account', entity: { name } });

  return url.slice(url.indexOf('(') + 1, -1);
}

async function createContact(lastname, account) {
  const row = await WebApiClient.Create({
    entityName: 'contact',
    entity: { lastname, 'parentcustomerid_account@odata.bind': `/accounts(${account})` },
    headers: returning,
  });

  return row.contactid;
}

test('xrm-webapi-client: a row from its creation to its end', async () => {
  const entityId = await createAccount('Adventure Works');
  const updated = await WebApiClient.Update({
    entityName: 'account', entityId, entity: { name: 'Contoso' }, headers: returning,
  });

  assert.equal(updated.name, 'Contoso');
  assert.equal((await WebApiClient.Retrieve({ entityName: 'account', entityId })).name, 'Contoso');
  await WebApiClient.Delete({ entityName: 'account', entityId });
  await assert.rejects(WebApiClient.Retrieve({ entityName: 'account', entityId }), /Does Not Exist/);
});

test('xrm-webapi-client: all pages, alternate keys, functions', async () => {
  const all = await WebApiClient.Retrieve({
    entityName: 'contact', queryParams: '?$select=fullname&$orderby=fullname asc', returnAllPages: true,
    headers: [{ key: 'Prefer', value: 'odata.maxpagesize=50' }],
  });
  const privilege = await WebApiClient.Retrieve({
    overriddenSetName: 'privileges', alternateKey: [{ property: 'name', value: 'prvReadContact' }],
  });

  assert.ok(all.value.length > 100);
  assert.equal(privilege.name, 'prvReadContact');
  assert.ok((await WebApiClient.Execute(WebApiClient.Requests.WhoAmIRequest)).UserId);
});

test('xrm-webapi-client: all pages of FetchXML', async () => {
  const all = await WebApiClient.Retrieve({
    entityName: 'contact', returnAllPages: true,
    fetchXml: `<fetch count='60'><entity name='contact'><attribute name='fullname'/>
      <order attribute='fullname'/></entity></fetch>`,
    headers: [{ key: 'Prefer', value: 'odata.include-annotations="*"' }],
  });

  assert.ok(all.value.length > 120);
  assert.equal(new Set(all.value.map((row) => row.contactid)).size, all.value.length);
});

test('xrm-webapi-client: what is tied', async () => {
  const account = await createAccount('Tied');
  const contact = await createContact('Tied', account);
  const request = {
    relationShip: 'account_primary_contact',
    source: { entityName: 'account', entityId: account },
    target: { entityName: 'contact', entityId: contact },
  };
  const { value } = await WebApiClient.Retrieve({
    entityName: 'account', queryParams: `?$filter=accountid eq ${account}&$expand=contact_customer_accounts`,
  });
  const [expanded] = await WebApiClient.Expand({ records: value });
  const isTied = async () => (await WebApiClient.Retrieve({
    entityName: 'account', entityId: account }))._primarycontactid_value === contact;

  assert.deepEqual(expanded.contact_customer_accounts.value.map((row) => row.contactid), [contact]);
  await WebApiClient.Associate(request);
  assert.ok(await isTied());
  await WebApiClient.Disassociate(request);
  assert.ok(!await isTied());
  await WebApiClient.Delete({
    entityName: 'contact', entityId: contact, queryParams: '/parentcustomerid_account/$ref' });
});

test('xrm-webapi-client: FetchXML of two tables, grouped', async () => {
  const account = await createAccount('Fetched');

  await createContact('First', account);
  await createContact('Second', account);
  const joined = await WebApiClient.Retrieve({
    entityName: 'contact',
    fetchXml: `<fetch><entity name='contact'><attribute name='lastname'/><order attribute='lastname'/>
      <link-entity name='account' from='accountid' to='parentcustomerid' alias='a'><attribute name='name'/>
      <filter><condition attribute='accountid' operator='eq' value='${account}'/></filter></link-entity>
      </entity></fetch>`,
  });
  const grouped = await WebApiClient.Retrieve({
    entityName: 'contact',
    fetchXml: `<fetch aggregate='true'><entity name='contact'>
      <attribute name='contactid' alias='n' aggregate='count'/>
      <attribute name='parentcustomerid' alias='company' groupby='true'/><filter>
      <condition attribute='parentcustomerid' operator='eq' value='${account}'/></filter></entity></fetch>`,
  });

  assert.deepEqual(joined.value.map((row) => [row.lastname, row['a.name']]),
    [['First', 'Fetched'], ['Second', 'Fetched']]);
  assert.deepEqual(grouped.value.map((row) => [row.n, row.company]), [[2, account]]);
});

test('xrm-webapi: a row from its creation to its end', async () => {
  const created = await xrm.createWithReturnData(config, 'contacts', { lastname: 'Page' }, '$select=lastname');
  const id = xrm.parseGuid(created.contactid);
  const updated = await xrm.updateWithReturnData(config, 'contacts', id, { firstname: 'Paula' },
    '$select=fullname');

  assert.equal(updated.fullname, 'Paula Page');
  await xrm.updateProperty(config, 'contacts', id, 'firstname', 'Paul');
  assert.equal((await xrm.retrieve(config, 'contacts', id, '$select=fullname')).fullname, 'Paul Page');
  await xrm.deleteProperty(config, 'contacts', id, 'firstname');
  assert.equal((await xrm.retrieve(config, 'contacts', id, '$select=fullname')).fullname, 'Page');
  await xrm.deleteRecord(config, 'contacts', id);
  await assert.rejects(xrm.retrieve(config, 'contacts', id), { message: /Does Not Exist/ });
});

test('xrm-webapi: queries, functions, actions, a batch', async () => {
  const options = { includeFormattedValues: true, maxPageSize: 2 };
  const page = await xrm.retrieveMultiple(config, 'contacts', '$select=lastname,_ownerid_value', options);
  const user = await xrm.boundFunction(config, 'systemusers', ready.userId, 'RetrieveUserPrivileges');
  const batch = await xrm.batchOperation(config, 'B1', 'C1',
    [{ queryString: 'contacts', entity: { lastname: 'InBatch' }, method: 'POST' }], ['contacts?$top=1']);

  assert.equal(page.value.length, 2);
  assert.ok(page.value[0]['_ownerid_value@OData.Community.Display.V1.FormattedValue']);
  assert.ok(page['@odata.nextLink']);
  assert.ok(user.RolePrivileges.length > 0);
  assert.equal((await xrm.unboundFunction(config, 'WhoAmI')).UserId, ready.userId);
  await xrm.unboundAction(config, 'PublishAllXml');
  assert.match(batch, /HTTP\/1\.1 204 No Content[^]*HTTP\/1\.1 200 OK/);
});
