-- A database of version 1 as the first Herald wrote it: what later versions must open.
PRAGMA journal_mode = WAL;
CREATE TABLE environment (
  row_id INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT, colour TEXT, url TEXT, authority TEXT, tenant_id TEXT, client_id TEXT,
  public_endpoint TEXT, organization_id TEXT, user_id TEXT) STRICT;
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  json TEXT NOT NULL,
  changed_us INTEGER NOT NULL) STRICT;
CREATE INDEX draft_list ON draft (environment_id, kind, changed_us);
CREATE TABLE send (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  environment_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  app_id TEXT, app_name TEXT,
  title TEXT NOT NULL,
  json TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  process TEXT NOT NULL) STRICT;
CREATE INDEX send_list ON send (environment_id, id);
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
CREATE INDEX send_result_unfinished ON send_result (status, send_id);
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
CREATE INDEX device_of_user ON device (environment_id, user_id);
CREATE INDEX device_of_app ON device (environment_id, app_id);
CREATE INDEX device_sort_user ON device (environment_id, user_name COLLATE NOCASE);
CREATE INDEX device_sort_token ON device (environment_id, token);
CREATE INDEX device_sort_registered ON device (environment_id, registered_us);
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
CREATE INDEX exchange_list ON exchange (environment_id, id);
CREATE TABLE access_token (
  id TEXT NOT NULL PRIMARY KEY,
  environment_id TEXT NOT NULL,
  app_id TEXT NOT NULL,
  name TEXT NOT NULL,
  hint TEXT,
  created_us INTEGER NOT NULL,
  last_used_us INTEGER NOT NULL,
  is_current INTEGER NOT NULL) STRICT;
CREATE INDEX access_token_list ON access_token (environment_id, app_id, created_us);
INSERT INTO environment (id, kind, name, url) VALUES ('env-1', 'test', 'Contoso test', 'https://contoso.crm4.dynamics.com');
INSERT INTO draft (environment_id, kind, name, json, changed_us) VALUES ('env-1', 0, 'Spring sale', '{"title":"Spring"}', 1790000000000000);
INSERT INTO send (environment_id, kind, app_id, app_name, title, json, created_us, process)
  VALUES ('env-1', 'push', 'app-1', 'Contoso', 'Spring', '{}', 1790000000000000, '1 0');
INSERT INTO send_result (send_id, position, target_id, target_label, platform, status, code, latency_ms, exchange_id)
  VALUES (1, 0, 'device-1', 'iPhone', 'ios', 'sending', 0, 0, 0);
INSERT INTO device (environment_id, id, platform, token, user_id, user_name, app_id, app_name, registered_us, state, first_seen_us, last_seen_us)
  VALUES ('env-1', 'device-1', 'ios', 'AABBCCDDEEFF', 'user-1', 'Zoë O''Brien', 'app-1', 'Contoso', 1790000000000000, 'registered', 1790000000000000, 1790000000000000);
INSERT INTO access_token (id, environment_id, app_id, name, hint, created_us, last_used_us, is_current)
  VALUES ('token-1', 'env-1', 'app-1', 'Back end', 'Zz9=', 1790000000000000, 0, 1);
PRAGMA application_id = 1213353028;
PRAGMA user_version = 1;
