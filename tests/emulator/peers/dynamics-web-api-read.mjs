// SPDX-License-Identifier: GPL-3.0-or-later
// The most used library for the Web API reads rows, as its documentation has it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { DynamicsWebApi } from 'dynamics-web-api';

import { dataverse, ready } from './peer.mjs';

const FORMATTED = 'OData.Community.Display.V1.FormattedValue';
const api = new DynamicsWebApi({
  serverUrl: ready.http,
  dataApi: { version: '9.2' },
  onTokenRefresh: async () => ready.bearer,
});

async function create(set, row) {
  const { status, headers, body } = await dataverse('POST', set, row);

  assert.equal(status, 204, JSON.stringify(body));
  return /\(([-0-9a-f]{36})\)$/.exec(headers.get('OData-EntityId'))[1];
}

const account = await create('accounts', { name: "O'Neil & Sons" });
const people = [];

for (const firstname of ['Ada', 'Ben', 'Cleo'])
  people.push(await create('contacts', {
    firstname,
    lastname: 'Peer',
    gendercode: firstname === 'Ben' ? 1 : 2,
    'parentcustomerid_account@odata.bind': `/accounts(${account})`,
  }));

test('one row, with formatted values and what it belongs to', async () => {
  const row = await api.retrieve({
    collection: 'contacts',
    key: people[0],
    select: ['fullname', 'gendercode', '_parentcustomerid_value'],
    expand: [{ property: 'parentcustomerid_account', select: ['name'] }],
    includeAnnotations: '*',
  });

  assert.equal(row.fullname, 'Ada Peer');
  assert.equal(row[`gendercode@${FORMATTED}`], 'Female');
  assert.equal(row[`_parentcustomerid_value@${FORMATTED}`], "O'Neil & Sons");
  assert.equal(row['_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname'], 'account');
  assert.equal(row.parentcustomerid_account.name, "O'Neil & Sons");
});

test('a collection in a row, filtered, ordered and cut', async () => {
  const row = await api.retrieve({
    collection: 'accounts',
    key: account,
    select: ['name'],
    expand: [{
      property: 'contact_customer_accounts',
      select: ['fullname'],
      filter: "startswith(lastname,'Pe')",
      orderBy: ['fullname desc'],
      top: 2,
    }],
  });

  assert.deepEqual(row.contact_customer_accounts.map((contact) => contact.fullname),
    ['Cleo Peer', 'Ben Peer']);
});

test('an expand in an expand', async () => {
  const { value } = await api.retrieveMultiple({
    collection: 'accounts',
    filter: `accountid eq ${account}`,
    select: ['name'],
    expand: [{
      property: 'contact_customer_accounts',
      select: ['fullname'],
      expand: [{ property: 'owninguser', select: ['fullname', 'systemuserid'] }],
    }],
  });

  assert.equal(value[0].contact_customer_accounts.length, 3);
  assert.equal(value[0].contact_customer_accounts[0].owninguser.systemuserid, ready.userId);
});

test('the collection by its address', async () => {
  const { value } = await api.retrieveMultiple({
    collection: `accounts(${account})/contact_customer_accounts`,
    select: ['fullname'],
    orderBy: ['fullname'],
  });

  assert.deepEqual(value.map((contact) => contact.contactid), people);
});

test('rows by a path and by a lambda', async () => {
  const byPath = await api.retrieveMultiple({
    collection: 'contacts',
    select: ['fullname'],
    filter: "parentcustomerid_account/name eq 'O''Neil & Sons' and gendercode eq 1",
  });
  const byLambda = await api.retrieveMultiple({
    collection: 'accounts',
    select: ['name'],
    filter: "contact_customer_accounts/any(c:c/firstname eq 'Cleo' and c/lastname eq 'Peer')",
  });

  assert.deepEqual(byPath.value.map((contact) => contact.contactid), [people[1]]);
  assert.deepEqual(byLambda.value.map((row) => row.accountid), [account]);
});

test('rows by a query function', async () => {
  const list = JSON.stringify([people[0], people[2]]);
  const { value } = await api.retrieveMultiple({
    collection: 'contacts',
    select: ['fullname'],
    filter: `Microsoft.Dynamics.CRM.In(PropertyName='contactid',PropertyValues=${list})`,
    orderBy: ['fullname'],
  });

  assert.deepEqual(value.map((contact) => contact.contactid), [people[0], people[2]]);
});

test('parameter aliases', async () => {
  const { value } = await api.retrieveMultiple({
    collection: 'contacts',
    select: ['fullname'],
    filter: 'firstname eq @first and lastname eq @last',
    queryParams: ["@first='Ada'", "@last='Peer'"],
  });

  assert.deepEqual(value.map((contact) => contact.contactid), [people[0]]);
});

test('pages, one after the other and all at once', async () => {
  const request = {
    collection: 'contacts',
    select: ['fullname'],
    filter: "lastname eq 'Peer'",
    orderBy: ['parentcustomerid_account/name', 'fullname'],
    maxPageSize: 2,
    count: true,
  };
  const first = await api.retrieveMultiple(request);
  const second = await api.retrieveMultiple(request, first.oDataNextLink);
  const all = await api.retrieveAll(request);

  assert.equal(first.oDataCount, 3);
  assert.deepEqual([...first.value, ...second.value].map((contact) => contact.contactid), people);
  assert.equal(second.oDataNextLink, undefined);
  assert.equal(all.value.length, 3);
});

test('changes since the last time, with what was deleted', async () => {
  const request = { collection: 'accounts', select: ['name'], trackChanges: true };
  const all = await api.retrieveMultiple(request);

  assert.ok(all.value.some((row) => row.accountid === account));
  assert.deepEqual((await api.retrieveMultiple(request, all.oDataDeltaLink)).value, []);
  const id = await create('accounts', { name: 'For a while' });
  const changed = await create('accounts', { name: 'Before' });
  const paged = await api.retrieveAll({ ...request, maxPageSize: 1 });

  await api.update({ collection: 'accounts', key: changed, data: { name: 'After' } });
  await api.deleteRecord({ collection: 'accounts', key: id });
  for (const link of [all.oDataDeltaLink, paged.oDataDeltaLink]) {
    const { value, oDataContext, oDataDeltaLink } = await api.retrieveMultiple(request, link);

    assert.match(oDataContext, /#accounts\(name\)\/\$delta$/);
    assert.deepEqual(value.map((row) => row.name), ['After', undefined]);
    assert.equal(value[1].id, id);
    assert.equal(value[1].reason, 'deleted');
    assert.deepEqual((await api.retrieveMultiple(request, oDataDeltaLink)).value, []);
  }
});

test('changes are not tracked where something else is asked for, too', async () => {
  await assert.rejects(api.retrieveMultiple({ collection: 'accounts', select: ['name'],
    orderBy: ['name'], trackChanges: true }), { status: 400, code: '0x80060888' });
});

test('counts', async () => {
  assert.equal(await api.count({ collection: 'contacts', filter: "lastname eq 'Peer'" }), 3);
  assert.equal(await api.countAll({ collection: 'contacts', filter: "lastname eq 'Peer'",
    select: ['contactid'] }), 3);
});

test('groups and sums', async () => {
  const { value } = await api.retrieveMultiple({
    collection: 'contacts',
    apply: "filter(lastname eq 'Peer')/groupby((gendercode),aggregate($count as n))",
  });

  assert.deepEqual(value.map(({ gendercode, n }) => [gendercode, n]), [[1, 1], [2, 2]]);
});

test('a refusal tells code and status', async () => {
  await assert.rejects(api.retrieveMultiple({ collection: 'contacts', filter: 'nosuch eq 1' }),
    (error) => {
      assert.equal(error.status, 400);
      assert.equal(error.code, '0x80060888');
      assert.match(error.message, /Could not find a property named 'nosuch'/);
      return true;
    });
  await assert.rejects(api.retrieve({ collection: 'contacts', key: ready.userId }),
    { status: 404, code: '0x80040217' });
});

test('relationships, all of them and one', async () => {
  const { value } = await api.retrieveRelationships({
    castType: 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    select: ['SchemaName', 'MetadataId', 'ReferencingAttribute'],
    filter: "SchemaName eq 'account_primary_contact'",
  });

  assert.deepEqual(value.map((one) => one.ReferencingAttribute), ['primarycontactid']);
  const one = await api.retrieveRelationship({
    key: value[0].MetadataId,
    castType: 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    select: ['ReferencedEntity'],
  });
  assert.equal(one.ReferencedEntity, 'contact');
  await assert.rejects(api.retrieveRelationship({ key: ready.userId }),
    { status: 404, code: '0x80040217' });
});

test('global option sets: there is none', async () => {
  const { value } = await api.retrieveGlobalOptionSets({ select: ['Name'] });

  assert.deepEqual(value, []);
  await assert.rejects(api.retrieveGlobalOptionSet({ key: ready.userId }),
    { status: 404, code: '0x80040217' });
});

test('FetchXML, page by page', async () => {
  const fetchXml = `<fetch count="2"><entity name="contact"><attribute name="fullname"/>
    <order attribute="fullname"/><filter>
      <condition attribute="parentcustomerid" operator="eq" value="${account}"/>
    </filter></entity></fetch>`;
  const first = await api.fetch({ collection: 'contacts', fetchXml, includeAnnotations: '*' });

  assert.deepEqual(first.value.map((row) => row.fullname), ['Ada Peer', 'Ben Peer']);
  assert.equal(first.PagingInfo.nextPage, 2);
  const second = await api.fetch({
    collection: 'contacts',
    fetchXml,
    includeAnnotations: '*',
    pageNumber: first.PagingInfo.nextPage,
    pagingCookie: first.PagingInfo.cookie,
  });
  assert.deepEqual(second.value.map((row) => row.fullname), ['Cleo Peer']);
  assert.equal(second.PagingInfo, undefined);
});
