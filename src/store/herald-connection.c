/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs statements on SQLite: prepares each once, binds every value, says errors in words. */
#include "config.h"

#include "store/herald-connection.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/herald-error.h"
#include "base/herald-sqlite-locks.h"

#define BUSY_TIMEOUT_MS 10000
/* Virtual machine steps between two looks at the cancellable: about a tenth of a millisecond. */
#define PROGRESS_STEPS 2000

struct _HeraldConnection
{
  char       *path;       /* (owned) */
  sqlite3    *database;   /* (owned) */
  GHashTable *statements; /* (owned) (element-type utf8 sqlite3_stmt): by the constant's address */

  GCancellable *cancellable; /* (unowned) (nullable): of the job that runs */
  HeraldTables  changes;     /* since the last look */
};

static const struct
{
  const char  *name;
  HeraldTables table;
} hooked_tables[] = {
  { "environment", HERALD_TABLE_ENVIRONMENT },
  { "draft", HERALD_TABLE_DRAFT },
  { "send", HERALD_TABLE_SEND },
  { "send_result", HERALD_TABLE_SEND },
  { "device", HERALD_TABLE_DEVICE },
  { "exchange", HERALD_TABLE_EXCHANGE },
  { "access_token", HERALD_TABLE_ACCESS_TOKEN },
  { "host", HERALD_TABLE_HOST },
};

/* What SQLite makes of @code without its details. It calls only some failures on a full disk so:
 * memory that connections share and cannot grow is an input or output error to it. */
static int
get_primary_code (HeraldConnection *self, int code)
{
  int system_code;

  if ((code & 0xff) != SQLITE_IOERR || self->database == NULL)
    return code & 0xff;
  system_code = sqlite3_system_errno (self->database);
  return system_code == ENOSPC || system_code == EDQUOT ? SQLITE_FULL : SQLITE_IOERR;
}

static void
set_sqlite_error (HeraldConnection *self, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (self->path);

  switch (get_primary_code (self, code))
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _("The operation was cancelled"));
      return;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                   _("“%s” is damaged or is no Herald database; move it away to start with an empty "
                     "one, or put back a backup that stands beside it"),
                      name);
      return;
    case SQLITE_FULL:
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                   _("The disk with “%s” is full; free some space and try again"), name);
      return;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                   _("Another Herald is writing to “%s”; try again when it is done"), name);
      return;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                   _("“%s” cannot be opened for writing; check its folder and permissions"), name);
      return;
    default:
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                   _("The local database “%s” answered: %s"), name,
                      self->database != NULL ? sqlite3_errmsg (self->database)
                                             : sqlite3_errstr (code));
      return;
    }
}

static int
progress_cb (gpointer user_data)
{
  HeraldConnection *self = user_data;

  return g_cancellable_is_cancelled (self->cancellable) ? 1 : 0;
}

static void
row_changed_cb (gpointer      user_data,
                int           operation,
                const char   *database,
                const char   *table,
                sqlite3_int64 row)
{
  HeraldConnection *self = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (hooked_tables); i++)
    if (strcmp (hooked_tables[i].name, table) == 0)
      self->changes |= hooked_tables[i].table;
}

static void
fold_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);

  if (text == NULL)
    sqlite3_result_null (context);
  else
    sqlite3_result_text (context, herald_connection_fold (text), -1, g_free);
}

/* herald_has_words (folded text, folded words with a line end between them) */
static void
has_words_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);
  const char *words = (const char *) sqlite3_value_text (values[1]);
  g_auto (GStrv) list = g_strsplit (words != NULL ? words : "", "\n", -1);
  gboolean has_all = text != NULL;

  for (gsize i = 0; has_all && list[i] != NULL; i++)
    has_all = strstr (text, list[i]) != NULL;
  sqlite3_result_int (context, has_all ? 1 : 0);
}

static int
add_functions (sqlite3 *database)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  int       code =
    sqlite3_create_function_v2 (database, "herald_fold", 1, flags, NULL, fold_cb, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    return code;
  return sqlite3_create_function_v2 (database, "herald_has_words", 2, flags, NULL, has_words_cb,
                                     NULL, NULL, NULL);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static sqlite3_stmt *
prepare (HeraldConnection *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int           code;

  if (statement != NULL)
    {
      g_assert (!sqlite3_stmt_busy (statement));
      return statement;
    }
  code = sqlite3_prepare_v3 (self->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK)
    {
      set_sqlite_error (self, code, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) (gsize) sql, statement);
  return statement;
}

static void
bind (sqlite3_stmt *statement, const char *types, va_list values)
{
  g_assert (sqlite3_bind_parameter_count (statement) == (int) strlen (types));
  for (int i = 0; types[i] != '\0'; i++)
    {
      int code = SQLITE_MISUSE;

      if (types[i] == 't')
        code =
          sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
      else if (types[i] == 'i')
        code = sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
      g_assert (code == SQLITE_OK);
    }
}

static void
release (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* Creates the file for its owner only: it holds addresses of people and devices. */
static void
create_private_file (const char *path)
{
  int descriptor = open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

  if (descriptor >= 0)
    close (descriptor);
}

/**
 * herald_connection_open:
 * @path: the database file; created when it is missing
 *
 * **Errors:** STORE.
 * **Thread:** any, then one at a time.
 */
HeraldConnection *
herald_connection_open (const char *path, GError **error)
{
  g_autoptr (HeraldConnection) self = g_new0 (HeraldConnection, 1);
  int code;

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  create_private_file (path);
  herald_sqlite_locks_hold ();
  code = sqlite3_open_v2 (path, &self->database,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK)
    code = add_functions (self->database);
  if (code != SQLITE_OK)
    {
      set_sqlite_error (self, code, error);
      return NULL;
    }
  sqlite3_extended_result_codes (self->database, 1);
  sqlite3_busy_timeout (self->database, BUSY_TIMEOUT_MS);
  sqlite3_progress_handler (self->database, PROGRESS_STEPS, progress_cb, self);
  sqlite3_update_hook (self->database, row_changed_cb, self);
  return g_steal_pointer (&self);
}

/**
 * herald_connection_close:
 *
 * Ends the statements first, so that the file is closed for certain.
 */
void
herald_connection_close (HeraldConnection *self)
{
  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->database, sqlite3_close_v2);
  g_free (self->path);
  g_free (self);
}

/**
 * herald_connection_get_path:
 *
 * Returns: (transfer none): the database file
 */
const char *
herald_connection_get_path (HeraldConnection *self)
{
  return self->path;
}

/**
 * herald_connection_set_cancellable:
 * @cancellable: (nullable): (unowned): taken back with %NULL before it ends
 *
 * From now on statements end with CANCELLED once @cancellable is.
 */
void
herald_connection_set_cancellable (HeraldConnection *self, GCancellable *cancellable)
{
  self->cancellable = cancellable;
}

/**
 * herald_connection_take_changes:
 *
 * Returns: the tables whose rows changed since the last call
 */
HeraldTables
herald_connection_take_changes (HeraldConnection *self)
{
  HeraldTables changes = self->changes;

  self->changes = 0;
  return changes;
}

/**
 * herald_connection_run:
 * @sql: a constant; it is prepared once per connection and known by its address
 * @types: one letter per bound value
 *
 * Runs a statement to its end, whatever rows it gives.
 *
 * **Errors:** STORE, CANCELLED.
 */
gboolean
herald_connection_run (HeraldConnection *self,
                       GError          **error,
                       const char       *sql,
                       const char       *types,
                       ...)
{
  sqlite3_stmt *statement = prepare (self, sql, error);
  va_list       values;
  int           code;

  if (statement == NULL)
    return FALSE;
  va_start (values, types);
  bind (statement, types, values);
  va_end (values);
  do
    code = sqlite3_step (statement);
  while (code == SQLITE_ROW);
  if (code != SQLITE_DONE)
    set_sqlite_error (self, code, error);
  release (statement);
  return code == SQLITE_DONE;
}

/**
 * herald_connection_get_last_id:
 *
 * Returns: the row id of the last insert
 */
gint64
herald_connection_get_last_id (HeraldConnection *self)
{
  return sqlite3_last_insert_rowid (self->database);
}

/**
 * herald_connection_get_n_changed:
 *
 * Returns: how many rows the last statement changed, triggers not counted
 */
int
herald_connection_get_n_changed (HeraldConnection *self)
{
  return sqlite3_changes (self->database);
}

/**
 * herald_connection_is_in_transaction:
 *
 * Returns: whether a transaction is open; SQLite ends one by itself on some errors
 */
gboolean
herald_connection_is_in_transaction (HeraldConnection *self)
{
  return sqlite3_get_autocommit (self->database) == 0;
}

/**
 * herald_connection_fold:
 *
 * Returns: (transfer full): @text as it is searched: without case, accents and compatibility forms
 */
char *
herald_connection_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (decomposed, -1);
  GString         *plain = g_string_sized_new (strlen (folded));

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!g_unichar_ismark (character))
        g_string_append_unichar (plain, character);
    }
  return g_string_free (plain, FALSE);
}

/**
 * herald_cursor_open:
 * @self: one initialised with %HERALD_CURSOR_INIT
 *
 * **Errors:** STORE.
 */
gboolean
herald_cursor_open (HeraldCursor     *self,
                    HeraldConnection *connection,
                    GError          **error,
                    const char       *sql,
                    const char       *types,
                    ...)
{
  va_list values;

  herald_cursor_close (self);
  self->connection = connection;
  self->statement = prepare (connection, sql, error);
  if (self->statement == NULL)
    return FALSE;
  va_start (values, types);
  bind (self->statement, types, values);
  va_end (values);
  return TRUE;
}

/**
 * herald_cursor_next:
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: whether there is a row; FALSE without @error at the end
 */
gboolean
herald_cursor_next (HeraldCursor *self, GError **error)
{
  int code = sqlite3_step (self->statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    set_sqlite_error (self->connection, code, error);
  herald_cursor_close (self);
  return FALSE;
}

/**
 * herald_cursor_get_text:
 * @column: from 0
 *
 * Returns: (transfer none) (nullable): the text, lent until the next row; %NULL for null
 */
const char *
herald_cursor_get_text (HeraldCursor *self, int column)
{
  return (const char *) sqlite3_column_text (self->statement, column);
}

/**
 * herald_cursor_get_int:
 * @column: from 0
 *
 * Returns: the number; 0 for null
 */
gint64
herald_cursor_get_int (HeraldCursor *self, int column)
{
  return sqlite3_column_int64 (self->statement, column);
}

/**
 * herald_cursor_close:
 *
 * Gives the statement back to the cache; harmless twice.
 */
void
herald_cursor_close (HeraldCursor *self)
{
  if (self->statement != NULL)
    release (self->statement);
  self->statement = NULL;
}
