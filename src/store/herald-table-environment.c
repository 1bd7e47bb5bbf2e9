/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries on saved environments. */
#include "config.h"

#include "store/herald-table-environment.h"

#include "store/herald-connection.h"

static const char SELECT_ALL[] =
  "SELECT kind, id, name, colour, url, authority, tenant_id, client_id, public_endpoint,"
  "  organization_id, user_id, organization_name, user_name, sign_in, account, ca_file, proxy,"
  "  proxy_user, client_certificate, read_only, ignores_tls_errors FROM environment ORDER BY name "
  "COLLATE NOCASE, id";
static const char SAVE[] =
  "INSERT INTO environment (kind, id, name, colour, url, authority, tenant_id, client_id,"
  "  public_endpoint, organization_id, user_id, organization_name, user_name, sign_in, account,"
  "  ca_file, proxy, proxy_user, client_certificate, read_only, ignores_tls_errors)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
  "  ?19, ?20, ?21)"
  "  ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name,"
  "  colour = excluded.colour, url = excluded.url, authority = excluded.authority,"
  "  tenant_id = excluded.tenant_id, client_id = excluded.client_id,"
  "  public_endpoint = excluded.public_endpoint,"
  "  organization_id = excluded.organization_id, user_id = excluded.user_id,"
  "  organization_name = excluded.organization_name, user_name = excluded.user_name,"
  "  sign_in = excluded.sign_in, account = excluded.account, ca_file = excluded.ca_file,"
  "  proxy = excluded.proxy, proxy_user = excluded.proxy_user,"
  "  client_certificate = excluded.client_certificate, read_only = excluded.read_only,"
  "  ignores_tls_errors = excluded.ignores_tls_errors";

static const char KEEP_LEARNT[] =
  "UPDATE environment SET authority = ?2, tenant_id = ?3, organization_id = ?4, user_id = ?5,"
  "  organization_name = ?6, user_name = ?7, account = ?8 WHERE id = ?1";

static const char COUNT[] = "SELECT (SELECT count(*) FROM draft WHERE environment_id = ?1),"
                            "  (SELECT count(*) FROM send WHERE environment_id = ?1),"
                            "  (SELECT count(*) FROM device WHERE environment_id = ?1),"
                            "  (SELECT count(*) FROM exchange WHERE environment_id = ?1)";

/* What belongs to an environment; the environment itself last. */
static const char *const remove_all[] = {
  "DELETE FROM draft WHERE environment_id = ?",
  "DELETE FROM send WHERE environment_id = ?",
  "DELETE FROM device WHERE environment_id = ?",
  "DELETE FROM exchange WHERE environment_id = ?",
  "DELETE FROM access_token WHERE environment_id = ?",
  "DELETE FROM host WHERE environment_id = ?",
  "DELETE FROM environment WHERE id = ?",
};

/* In the order of the columns. */
static const HeraldEnvironmentField columns[] = {
  HERALD_ENVIRONMENT_ID,
  HERALD_ENVIRONMENT_NAME,
  HERALD_ENVIRONMENT_COLOUR,
  HERALD_ENVIRONMENT_URL,
  HERALD_ENVIRONMENT_AUTHORITY,
  HERALD_ENVIRONMENT_TENANT_ID,
  HERALD_ENVIRONMENT_CLIENT_ID,
  HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
  HERALD_ENVIRONMENT_ORGANIZATION_ID,
  HERALD_ENVIRONMENT_USER_ID,
  HERALD_ENVIRONMENT_ORGANIZATION_NAME,
  HERALD_ENVIRONMENT_USER_NAME,
  HERALD_ENVIRONMENT_SIGN_IN,
  HERALD_ENVIRONMENT_ACCOUNT,
  HERALD_ENVIRONMENT_CA_FILE,
  HERALD_ENVIRONMENT_PROXY,
  HERALD_ENVIRONMENT_PROXY_USER,
  HERALD_ENVIRONMENT_CLIENT_CERTIFICATE,
};

#define READ_ONLY_COLUMN ((int) G_N_ELEMENTS (columns) + 1)
#define IGNORES_TLS_ERRORS_COLUMN (READ_ONLY_COLUMN + 1)

static HeraldEnvironment *
environment_from_cursor (HeraldCursor *cursor)
{
  HeraldEnvironmentKind kind = HERALD_ENVIRONMENT_PRODUCTION;
  HeraldEnvironment    *environment;

  /* A kind of a newer Herald is treated with the most care. */
  herald_environment_kind_from_string (herald_cursor_get_text (cursor, 0), &kind);
  environment = herald_environment_new (kind);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    herald_environment_set (environment, columns[i], herald_cursor_get_text (cursor, (int) i + 1));
  herald_environment_set_read_only (environment,
                                    herald_cursor_get_int (cursor, READ_ONLY_COLUMN) != 0);
  herald_environment_set_ignores_tls_errors (environment,
                                             herald_cursor_get_int (cursor,
                                                                    IGNORES_TLS_ERRORS_COLUMN) !=
                                               0);
  return environment;
}

/**
 * herald_table_environment_list:
 * @connection: a lane's
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldEnvironment): all that were saved, by name
 */
GPtrArray *
herald_table_environment_list (HeraldConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) environments = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_ALL, ""))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (environments, environment_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&environments);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * herald_table_environment_save:
 * @connection: the write lane's
 * @environment: what to keep; its id says whether it is new
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_environment_save (HeraldConnection  *connection,
                               HeraldEnvironment *environment,
                               GError           **error)
{
  const char *values[G_N_ELEMENTS (columns)];

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    values[i] = herald_environment_get (environment, columns[i]);
  return herald_connection_run (connection, error, SAVE, "tttttttttttttttttttii",
                                herald_environment_kind_to_string (
                                  herald_environment_get_kind (environment)),
                                values[0], values[1], values[2], values[3], values[4], values[5],
                                values[6], values[7], values[8], values[9], values[10], values[11],
                                values[12], values[13], values[14], values[15], values[16],
                                values[17], (gint64) herald_environment_is_read_only (environment),
                                (gint64) herald_environment_ignores_tls_errors (environment));
}

/**
 * herald_table_environment_keep_learnt:
 * @connection: the write lane's
 * @environment: with what its services said about it
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written, or the environment is not saved
 */
gboolean
herald_table_environment_keep_learnt (HeraldConnection  *connection,
                                      HeraldEnvironment *environment,
                                      GError           **error)
{
  return herald_connection_run (connection, error, KEEP_LEARNT, "tttttttt",
                                herald_environment_get (environment, HERALD_ENVIRONMENT_ID),
                                herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY),
                                herald_environment_get (environment, HERALD_ENVIRONMENT_TENANT_ID),
                                herald_environment_get (environment,
                                                        HERALD_ENVIRONMENT_ORGANIZATION_ID),
                                herald_environment_get (environment, HERALD_ENVIRONMENT_USER_ID),
                                herald_environment_get (environment,
                                                        HERALD_ENVIRONMENT_ORGANIZATION_NAME),
                                herald_environment_get (environment, HERALD_ENVIRONMENT_USER_NAME),
                                herald_environment_get (environment, HERALD_ENVIRONMENT_ACCOUNT));
}

/**
 * herald_table_environment_count:
 * @connection: a lane's
 * @id: the environment's id
 * @contents: (out caller-allocates): how much is kept for it
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: whether @contents is set
 */
gboolean
herald_table_environment_count (HeraldConnection          *connection,
                                const char                *id,
                                HeraldEnvironmentContents *contents,
                                GError                   **error)
{
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, COUNT, "t", id) ||
      !herald_cursor_next (&cursor, error))
    return FALSE;
  contents->n_drafts = herald_cursor_get_int (&cursor, 0);
  contents->n_sends = herald_cursor_get_int (&cursor, 1);
  contents->n_devices = herald_cursor_get_int (&cursor, 2);
  contents->n_exchanges = herald_cursor_get_int (&cursor, 3);
  return TRUE;
}

/**
 * herald_table_environment_remove:
 * @connection: the write lane's
 * @id: the environment's id
 * @error: where to put an error
 *
 * Removes it and everything kept for it.
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was removed or not there
 */
gboolean
herald_table_environment_remove (HeraldConnection *connection, const char *id, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (remove_all); i++)
    if (!herald_connection_run (connection, error, remove_all[i], "t", id))
      return FALSE;
  return TRUE;
}
