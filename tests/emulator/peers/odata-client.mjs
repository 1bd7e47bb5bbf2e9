// SPDX-License-Identifier: GPL-3.0-or-later
// General OData 4 clients, which know nothing of Dataverse: @odata/client and o.js, used as their
// README files say.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import odataClient from '@odata/client';
import oJs from 'odata';

import { ready } from './peer.mjs';

const serviceEndpoint = `${ready.http}/api/data/v9.2/`;
const authorization = { Authorization: `Bearer ${ready.bearer}` };
const client = odataClient.OData.New4({ serviceEndpoint, commonHeaders: authorization });
const contacts = client.getEntitySet('contacts');

async function findOne(lastname) {
  const found = await contacts.find({ lastname });

  assert.equal(found.length, 1);
  return found[0];
}

test('@odata/client: a row from its creation to its end', async () => {
  await contacts.create({ lastname: 'Söhne' });
  const { contactid } = await findOne('Söhne');

  await contacts.update(contactid, { firstname: 'Olga' });
  assert.equal((await contacts.retrieve(contactid)).fullname, 'Olga Söhne');
  await contacts.delete(contactid);
  await assert.rejects(contacts.retrieve(contactid), /Does Not Exist/);
});

test('@odata/client: options', async () => {
  const filter = client.newFilter().property('lastname').eq('Dixon');
  const params = client.newParam().filter(filter).select('fullname').expand('ownerid').top(1);
  const [row] = await contacts.query(params);

  assert.deepEqual(Object.keys(row).sort(), ['@odata.etag', 'contactid', 'fullname', 'ownerid']);
  assert.ok(await contacts.count() > 20);
  assert.ok((await client.newRequest({ collection: 'WhoAmI' })).UserId);
});

test('@odata/client: a batch', async () => {
  const responses = await client.execBatchRequests([
    client.newBatchRequest({ collection: 'contacts', method: 'GET', params: client.newParam().top(1) }),
    client.newBatchRequest({ collection: 'contacts', method: 'POST', entity: { lastname: 'Batched' } }),
    client.newBatchRequest({ collection: 'nosuch', method: 'GET' }),
  ]);

  assert.deepEqual(responses.map((response) => response.status), [200, 204, 404]);
  assert.equal((await responses[0].json()).value.length, 1);
  await findOne('Batched');
});

function makeHandler(batch) {
  return oJs.o('', {
    rootUrl: serviceEndpoint,
    headers: { ...authorization, 'Content-Type': 'application/json' },
    batch: {
      headers: new Headers({ ...authorization, 'Content-Type': 'multipart/mixed' }),
      boundaryPrefix: 'batch_',
      changsetBoundaryPrefix: 'changset_',
      endpoint: '$batch',
      ...batch,
    },
  });
}

test('o.js: a row from its creation to its end', async () => {
  const handler = makeHandler({});

  await handler.post('contacts', { lastname: 'Ojs' }).query();
  const [{ contactid }] = await handler.get('contacts').query({ $filter: "lastname eq 'Ojs'" });

  await handler.patch(`contacts(${contactid})`, { firstname: 'Otto' }).query();
  const row = await handler.get(`contacts(${contactid})`).query({ $select: 'fullname' });

  assert.equal(row.fullname, 'Otto Ojs');
  await handler.delete(`contacts(${contactid})`).query();
  await assert.rejects(handler.get(`contacts(${contactid})`).query(), (response) => response.status === 404);
});

for (const useChangset of [false, true])
  for (const useRelativeURLs of [false, true])
    test(`o.js: a batch, change set ${useChangset}, relative ${useRelativeURLs}`, async () => {
      const read = await makeHandler({ useChangset, useRelativeURLs })
        .get('contacts?$top=1&$select=lastname').get('contacts/$count').batch();
      const written = await makeHandler({ useChangset, useRelativeURLs })
        .post('contacts', { lastname: 'One' }).post('contacts', { lastname: 'Two' }).batch();

      assert.deepEqual(read.map((part) => part.status), [200, 200]);
      assert.deepEqual(written.map((part) => part.status), [204, 204]);
    });
