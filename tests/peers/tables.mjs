// SPDX-License-Identifier: GPL-3.0-or-later
// JayStack's OData V4 server and its compiler of queries to SQL, which nobody here wrote, over SQLite:
// they read the path, the key and the query, and word every row, count, context and error. This file
// describes some of Dataverse's tables to them and adds what only Dataverse has: pages that the server
// cuts, and the names of what a look-up points to.
import { request as callServer } from 'node:http';
import { Edm, odata, ODataController, ODataServer } from 'odata-v4-server';
import { createQuery, SQLLang } from 'odata-v4-sql';
import initSqlJs from 'sql.js';

const api = '/api/data/v9.2';
const name = '@OData.Community.Display.V1.FormattedValue';

/** The columns of each set; the first is the key. */
const sets = {
  contacts: {
    contactid: 'Guid', fullname: 'String', emailaddress1: 'String', emailaddress2: 'String',
    mobilephone: 'String', _parentcustomerid_value: 'Guid', statecode: 'Int32',
  },
  leads: {
    leadid: 'Guid', fullname: 'String', companyname: 'String', emailaddress1: 'String',
    mobilephone: 'String', statecode: 'Int32',
  },
  msdynmkt_pushmobiledevices: {
    msdynmkt_pushmobiledeviceid: 'Guid', msdynmkt_name: 'String', msdynmkt_devicetoken: 'String',
    msdynmkt_platform: 'String', msdynmkt_useridentifier: 'String',
    _msdynmkt_mobileappchannelinstanceid_value: 'Guid', createdon: 'DateTimeOffset',
  },
  msdynmkt_mobileappchannelinstances: {
    msdynmkt_mobileappchannelinstanceid: 'Guid',
    ...Object.fromEntries(['name', 'description', 'apitoken', 'bundleid', 'keyid', 'teamid',
      'signingkey', 'certificatename', 'serviceaccountjsonname',
      ...[1, 2, 3, 4, 5].map((part) => `serviceaccountjson${part}`)]
      .map((column) => [`msdynmkt_${column}`, 'String'])),
    ...Object.fromEntries(['applicationmode', 'authenticationmode', 'fcmauthenticationmode']
      .map((column) => [`msdynmkt_${column}`, 'Int32'])),
  },
};

function describe(set, columns) {
  const type = { [set]: class {} }[set];

  for (const [column, kind] of Object.entries(columns)) {
    Edm[kind](type.prototype, column);
    if (column === Object.keys(columns)[0])
      Edm.Key(type.prototype, column);
    else
      Edm.Nullable(type.prototype, column);
  }
  return type;
}

function select(database, set, { url }, more = '') {
  const compiled = createQuery(url.slice(url.indexOf('?') + 1), { type: SQLLang.ANSI });
  const values = [...compiled.parameters.values()].filter((value) => value !== null)
    .map((value) => typeof value === 'boolean' ? Number(value) : value);
  const read = (sql) => {
    const statement = database.prepare(sql);
    const rows = [];

    statement.bind(values);
    while (statement.step())
      rows.push(statement.getAsObject());
    statement.free();
    return rows;
  };
  const rows = read(more === '' ? compiled.from(set) : `SELECT ${compiled.select} FROM ${set} ${more}`);

  if (compiled.inlinecount)
    rows.inlinecount = read(`SELECT count(*) AS n FROM ${set} WHERE ${compiled.where}`)[0].n;
  return rows;
}

function control(database, set, columns) {
  const [key] = Object.keys(columns);
  // The server tells controllers by their class's name.
  const { [set]: controller } = {
    [set]: class extends ODataController {
      find(context) { return select(database, set, context); }

      findOne(id, context) {
        return select(database, set, context, `WHERE ${key} = '${id.replaceAll("'", "''")}'`)[0];
      }
    },
  };
  const { prototype } = controller;

  for (const method of ['find', 'findOne'])
    odata.GET(prototype, method, Object.getOwnPropertyDescriptor(prototype, method));
  odata.context(prototype, 'find', 0);
  odata.key(prototype, 'findOne', 0);
  odata.context(prototype, 'findOne', 1);
  odata.type(describe(set, columns))(controller);
  odata.controller(controller, set)(Tables);
}

class Tables extends ODataServer {}

export class TableServer {
  /** Rows of a page at most, whatever a client prefers. */
  pageRows = 5000;
  /** Next links are written relative to this server, as OData allows: (absolute link) => link. */
  link = (url) => url;
  /** Writes a body, which is an object. */
  write = (body) => JSON.stringify(body);
  /** What lookups point to: a GUID and its name. */
  names = {};
  /** Addresses as they came. */
  asked = [];
  #database;
  #server;

  async start() {
    const { Database } = await initSqlJs();

    this.#database = new Database();
    for (const [set, columns] of Object.entries(sets)) {
      this.#database.run(`CREATE TABLE ${set} (${Object.keys(columns).join()})`);
      control(this.#database, set, columns);
    }
    this.#server = Tables.create(api, 0, '127.0.0.1');
    await new Promise((resolve) => this.#server.once('listening', resolve));
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    this.#database.close();
  }

  add(set, ...rows) {
    for (const row of rows)
      this.#database.run(`INSERT INTO ${set} (${Object.keys(row).join()}) ` +
        `VALUES (${Object.keys(row).map(() => '?').join()})`, Object.values(row));
  }

  drop(set, column) { this.#database.run(`ALTER TABLE ${set} DROP COLUMN ${column}`); }

  /** Answers a request of tables: [status, text, headers]. */
  async answer(request) {
    this.asked.push(request.url);
    const { origin, pathname, searchParams } = new URL(request.url, `https://${request.headers.host}`);
    const [, preferred] = /odata\.maxpagesize=(\d+)/.exec(request.headers.prefer ?? '') ?? [];
    const rows = Math.min(this.pageRows, preferred ?? this.pageRows);
    const [, skip] = /pagenumber="(\d+)"/.exec(searchParams.get('$skiptoken') ?? '') ?? [0, 0];
    const path = request.url.replace(/&\$skiptoken=[^&]*/, '');
    const pages = !pathname.endsWith(')') && !searchParams.has('$top');
    const [status, text] = await this.#call(request,
      pages ? `${path}&$top=${rows + 1}&$skip=${skip}` : path);

    if (status !== 200)
      return [status, text];
    const body = this.#addNames(JSON.parse(text));

    if (body.value?.length > rows) {
      body.value.pop();
      body['@odata.nextLink'] = this.link(`${origin}${path}&$skiptoken=` +
        encodeURIComponent(`<cookie pagenumber="${Number(skip) + rows}" pagingcookie="%253c'/>`)
          .replaceAll('%3C', '%3c'));
    }
    return [200, this.write(body)];
  }

  #call(request, path) {
    const { port } = this.#server.address();
    const { authorization, ...headers } = request.headers;

    return new Promise((resolve, reject) => callServer({ port, path, headers }, (response) => {
      const parts = [];

      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve([response.statusCode, Buffer.concat(parts).toString()]));
    }).on('error', reject).end());
  }

  #addNames(body) {
    for (const row of body.value ?? [body])
      for (const [column, value] of Object.entries(row))
        if (column.endsWith('_value') && value in this.names)
          row[`${column}${name}`] = this.names[value];
    return body;
  }
}
