-- A database of version 4, before Herald knew proxies: its environments; the other tables as they
-- were in version 1, and empty.
PRAGMA user_version = 4;
PRAGMA application_id = 1213353028;
CREATE TABLE environment (  row_id INTEGER PRIMARY KEY,  id TEXT NOT NULL UNIQUE,  kind TEXT NOT NULL,  name TEXT, colour TEXT, url TEXT, authority TEXT, tenant_id TEXT, client_id TEXT,  public_endpoint TEXT, organization_id TEXT, user_id TEXT, sign_in TEXT, account TEXT, ca_file TEXT, read_only INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  json TEXT NOT NULL,
  changed_us INTEGER NOT NULL) STRICT;
CREATE TABLE send (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  app_id TEXT, app_name TEXT,
  title TEXT NOT NULL,
  json TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  process TEXT NOT NULL) STRICT;
CREATE TABLE send_result (
  send_id INTEGER NOT NULL REFERENCES send (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  target_id TEXT, target_label TEXT NOT NULL,
  platform TEXT NOT NULL,
  status TEXT NOT NULL,
  code INTEGER NOT NULL,
  reason TEXT, explanation TEXT, message_id TEXT,
  latency_ms INTEGER NOT NULL,
  exchange_id INTEGER NOT NULL,
  PRIMARY KEY (send_id, position)) STRICT;
CREATE TABLE device (
  row_id INTEGER PRIMARY KEY,
  environment_id TEXT NOT NULL,
  id TEXT NOT NULL,
  platform TEXT NOT NULL,
  token TEXT NOT NULL,
  user_id TEXT NOT NULL, user_name TEXT,
  app_id TEXT, app_name TEXT,
  name TEXT,
  registered_us INTEGER NOT NULL,
  state TEXT NOT NULL,
  invalid_reason TEXT,
  first_seen_us INTEGER NOT NULL,
  last_seen_us INTEGER NOT NULL,
  removed_us INTEGER NOT NULL DEFAULT 0,
  UNIQUE (environment_id, id)) STRICT;
CREATE TABLE exchange (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment_id TEXT NOT NULL,
  service TEXT NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL,
  started_us INTEGER NOT NULL,
  request_headers TEXT, request_body TEXT,
  status INTEGER NOT NULL, protocol TEXT,
  answer_headers TEXT, answer_body TEXT,
  error TEXT,
  connect_us INTEGER NOT NULL, total_us INTEGER NOT NULL) STRICT;
CREATE TABLE access_token (
  id TEXT NOT NULL PRIMARY KEY,
  environment_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  name TEXT NOT NULL,
  hint TEXT,
  created_us INTEGER NOT NULL,
  last_used_us INTEGER NOT NULL,
  is_current INTEGER NOT NULL) STRICT;
INSERT INTO environment (id, kind, name, url, client_id, sign_in, ca_file, read_only)
  VALUES ('env-1', 'production', 'Contoso', 'https://contoso.crm4.dynamics.com',
          '22222222-2222-2222-2222-222222222222', 'user', '/etc/contoso.pem', 1);
