/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQLite connection on the emulator's thread. Every write goes into an open transaction that an
 * idle callback commits; answers wait for it. So a thousand requests share one commit, and none
 * that was answered is lost when the process is killed. */
#include "config.h"

#include "emulator/herald-emulator-db-private.h"

#include "base/herald-error.h"

#include <sqlite3.h>

#define STEPS_PER_COUNT 1000000 /* of SQLite's machine, see herald_emulator_db_limit_work() */
#define MOST_WAITERS 256        /* a commit is not put off beyond so many answers */
#define COMMIT_PRIORITY (G_PRIORITY_HIGH_IDLE)

typedef struct
{
  HeraldEmulatorCommitFunc func;
  gpointer                 user_data;
} Waiter;

struct _HeraldEmulatorDb
{
  GObject parent_instance;

  char         *path;    /* (owned) (nullable): NULL is in memory */
  sqlite3      *handle;  /* (owned) */
  GMainContext *context; /* (owned): where the idle commit runs */

  HeraldEmulatorStatements *statements; /* (owned) */

  GArray  *waiters;       /* (element-type Waiter) (owned) */
  GSource *commit_source; /* (owned) (nullable) */
  gboolean in_transaction;
  gboolean parked; /* see herald_emulator_db_unpark() */

  GHashTable *watched; /* (element-type utf8) (owned): tables */
  guint64     watched_version;

  guint work_left; /* million steps, while they are counted */
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorDb, herald_emulator_db, G_TYPE_OBJECT)

gboolean
herald_emulator_db_set_error (HeraldEmulatorDb *self, GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The emulator's database failed: %s",
               sqlite3_errmsg (self->handle));
  return FALSE;
}

static HeraldEmulatorStatement *
take_statement (HeraldEmulatorDb *self, const char *sql, GError **error)
{
  HeraldEmulatorStatement *statement = herald_emulator_statements_take (self->statements, sql);

  if (statement == NULL)
    herald_emulator_db_set_error (self, error);
  return statement;
}

/* One of the statements that begin and end transactions and steps. */
static gboolean
run_plain (HeraldEmulatorDb *self, const char *sql)
{
  HeraldEmulatorStatement *statement = herald_emulator_statements_take (self->statements, sql);
  gboolean                 done;

  if (statement == NULL)
    return FALSE;
  done = sqlite3_step (statement->handle) == SQLITE_DONE;
  herald_emulator_statements_give_back (self->statements, statement);
  return done;
}

static void
notify_waiters (HeraldEmulatorDb *self, gboolean committed)
{
  g_autoptr (GArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  for (guint i = 0; i < waiters->len; i++)
    {
      Waiter *waiter = &g_array_index (waiters, Waiter, i);

      waiter->func (committed, waiter->user_data);
    }
}

static void
clear_commit_source (HeraldEmulatorDb *self)
{
  if (self->commit_source != NULL)
    g_source_destroy (self->commit_source);
  g_clear_pointer (&self->commit_source, g_source_unref);
}

static gboolean
commit_idle_cb (gpointer user_data)
{
  HeraldEmulatorDb *self = HERALD_EMULATOR_DB (user_data);
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_db_commit (self, &error))
    g_warning ("%s", error->message);
  return G_SOURCE_REMOVE;
}

static gboolean
ensure_transaction (HeraldEmulatorDb *self, GError **error)
{
  if (self->in_transaction)
    return TRUE;
  if (self->parked && !herald_emulator_db_unpark (self, error))
    return FALSE;
  if (!run_plain (self, "BEGIN IMMEDIATE"))
    return herald_emulator_db_set_error (self, error);
  self->in_transaction = TRUE;
  self->commit_source = g_idle_source_new ();
  g_source_set_priority (self->commit_source, COMMIT_PRIORITY);
  g_source_set_static_name (self->commit_source, "emulator commit");
  g_source_set_callback (self->commit_source, commit_idle_cb, self, NULL);
  g_source_attach (self->commit_source, self->context);
  return TRUE;
}

/* Takes @statement, whose values were bound with @rc. */
static HeraldEmulatorRows *
read_bound (HeraldEmulatorDb *self, HeraldEmulatorStatement *statement, int rc, GError **error)
{
  HeraldEmulatorRows *rows;

  if (rc != SQLITE_OK)
    {
      herald_emulator_db_set_error (self, error);
      herald_emulator_statements_give_back (self->statements, statement);
      return NULL;
    }
  rows = g_new0 (HeraldEmulatorRows, 1);
  rows->db = g_object_ref (self);
  rows->statements = self->statements;
  rows->statement = statement;
  return rows;
}

/* Takes @statement, whose values were bound with @rc. */
static gboolean
run_bound (HeraldEmulatorDb *self, HeraldEmulatorStatement *statement, int rc, GError **error)
{
  if (rc == SQLITE_OK)
    do
      rc = sqlite3_step (statement->handle);
    while (rc == SQLITE_ROW);
  if (rc == SQLITE_CONSTRAINT)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT, "%s", sqlite3_errmsg (self->handle));
  else if (rc != SQLITE_DONE)
    herald_emulator_db_set_error (self, error);
  herald_emulator_statements_give_back (self->statements, statement);
  return rc == SQLITE_DONE;
}

static void
changed_cb (void *data, int operation, const char *database, const char *table, sqlite3_int64 row)
{
  HeraldEmulatorDb *self = data;

  if (g_hash_table_contains (self->watched, table))
    self->watched_version++;
}

static void
herald_emulator_db_finalize (GObject *object)
{
  HeraldEmulatorDb *self = HERALD_EMULATOR_DB (object);

  clear_commit_source (self);
  g_clear_pointer (&self->statements, herald_emulator_statements_free);
  g_clear_pointer (&self->waiters, g_array_unref);
  g_clear_pointer (&self->watched, g_hash_table_unref);
  g_clear_pointer (&self->handle, sqlite3_close_v2);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (herald_emulator_db_parent_class)->finalize (object);
}

static void
herald_emulator_db_class_init (HeraldEmulatorDbClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_db_finalize;
}

static void
herald_emulator_db_init (HeraldEmulatorDb *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

sqlite3 *
herald_emulator_db_get_handle (HeraldEmulatorDb *self)
{
  return self->handle;
}

const char *
herald_emulator_db_get_path (HeraldEmulatorDb *self)
{
  return self->path;
}

/**
 * herald_emulator_db_take_handle:
 * @self: the database, without an open transaction and of which no rows are being read
 * @handle: (transfer full): a connection for all that follows; the one there is, when its rows are
 *   others than before
 */
void
herald_emulator_db_take_handle (HeraldEmulatorDb *self, sqlite3 *handle)
{
  self->watched_version++;
  if (handle == self->handle)
    return;
  g_clear_pointer (&self->statements, herald_emulator_statements_free);
  sqlite3_close_v2 (self->handle);
  self->handle = handle;
  self->statements = herald_emulator_statements_new (handle);
  sqlite3_update_hook (handle, changed_cb, self);
}

/**
 * herald_emulator_db_set_parked:
 * @self: the database
 * @parked: whether its file or its journal is not where the next start looks for it
 */
void
herald_emulator_db_set_parked (HeraldEmulatorDb *self, gboolean parked)
{
  self->parked = parked;
}

/**
 * herald_emulator_db_is_read_only:
 * @self: the database
 *
 * Returns: whether it can only be read, until its folder can be written again; the next write tries
 */
gboolean
herald_emulator_db_is_read_only (HeraldEmulatorDb *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self), FALSE);

  return self->parked;
}

/**
 * herald_emulator_db_open:
 * @path: (nullable): the file; %NULL keeps the rows in memory
 *
 * Commits run in the thread-default main context of the caller.
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): the open database
 */
HeraldEmulatorDb *
herald_emulator_db_open (const char *path, GError **error)
{
  g_autoptr (HeraldEmulatorDb) self = g_object_new (HERALD_TYPE_EMULATOR_DB, NULL);
  sqlite3 *handle;

  if (path != NULL && !herald_emulator_db_recover_file (path, error))
    return NULL;
  handle = herald_emulator_db_connect (path, error);
  if (handle == NULL)
    return NULL;
  self->path = g_strdup (path);
  herald_emulator_db_take_handle (self, handle);
  return g_steal_pointer (&self);
}

/**
 * herald_emulator_db_execute:
 * @self: the database
 * @script: one or more statements without values
 *
 * **Errors:** STORE.
 *
 * Returns: whether all of them ran
 */
gboolean
herald_emulator_db_execute (HeraldEmulatorDb *self, const char *script, GError **error)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self), FALSE);

  if (!ensure_transaction (self, error))
    return FALSE;
  self->watched_version++;
  if (sqlite3_exec (self->handle, script, NULL, NULL, NULL) != SQLITE_OK)
    return herald_emulator_db_set_error (self, error);
  return TRUE;
}

static int
count_work_cb (void *data)
{
  HeraldEmulatorDb *self = data;

  return self->work_left-- <= 1;
}

/**
 * herald_emulator_db_limit_work:
 * @self: the database
 * @n_million_steps: after so many steps of SQLite's machine statements are given up; 0: they never
 * are
 *
 * Steps and not seconds: the same statement ends the same way on a slow machine.
 */
void
herald_emulator_db_limit_work (HeraldEmulatorDb *self, guint n_million_steps)
{
  g_return_if_fail (HERALD_IS_EMULATOR_DB (self));

  self->work_left = n_million_steps;
  sqlite3_progress_handler (self->handle, STEPS_PER_COUNT,
                            n_million_steps > 0 ? count_work_cb : NULL, self);
}

/**
 * herald_emulator_db_select_values:
 * @self: the database
 * @sql: a SELECT
 * @values: (element-type HeraldEmulatorValue): one per question mark
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): its rows, before the first
 */
HeraldEmulatorRows *
herald_emulator_db_select_values (HeraldEmulatorDb *self,
                                  const char       *sql,
                                  GArray           *values,
                                  GError          **error)
{
  HeraldEmulatorStatement *statement;

  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self), NULL);

  statement = take_statement (self, sql, error);
  if (statement == NULL)
    return NULL;
  return read_bound (self, statement,
                     herald_emulator_statement_bind_values (statement, values, SQLITE_TRANSIENT),
                     error);
}

/**
 * herald_emulator_db_select:
 * @self: the database
 * @sql: a SELECT
 * @format: one letter per value that follows: s text (nullable), i #gint64, d double
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): its rows, before the first
 */
HeraldEmulatorRows *
herald_emulator_db_select (HeraldEmulatorDb *self,
                           GError          **error,
                           const char       *sql,
                           const char       *format,
                           ...)
{
  HeraldEmulatorStatement *statement;
  va_list                  arguments;
  int                      rc;

  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self), NULL);

  statement = take_statement (self, sql, error);
  if (statement == NULL)
    return NULL;
  va_start (arguments, format);
  rc = herald_emulator_statement_bind_arguments (statement, format, arguments, SQLITE_TRANSIENT);
  va_end (arguments);
  return read_bound (self, statement, rc, error);
}

/**
 * herald_emulator_db_run_values:
 * @self: the database
 * @sql: an INSERT, UPDATE or DELETE
 * @values: (element-type HeraldEmulatorValue): one per question mark
 *
 * The change is on disk after the next commit; see herald_emulator_db_after_commit().
 *
 * **Errors:** CONFLICT when a key is taken, STORE otherwise.
 *
 * Returns: whether it ran
 */
gboolean
herald_emulator_db_run_values (HeraldEmulatorDb *self,
                               const char       *sql,
                               GArray           *values,
                               GError          **error)
{
  HeraldEmulatorStatement *statement;

  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self), FALSE);

  if (!ensure_transaction (self, error))
    return FALSE;
  statement = take_statement (self, sql, error);
  return statement != NULL &&
         run_bound (self, statement,
                    herald_emulator_statement_bind_values (statement, values, SQLITE_STATIC),
                    error);
}

/**
 * herald_emulator_db_run:
 * @self: the database
 * @sql: an INSERT, UPDATE or DELETE
 * @format: one letter per value that follows: s text (nullable), i #gint64, d double
 *
 * **Errors:** CONFLICT when a key is taken, STORE otherwise.
 *
 * Returns: whether it ran
 */
gboolean
herald_emulator_db_run (HeraldEmulatorDb *self,
                        GError          **error,
                        const char       *sql,
                        const char       *format,
                        ...)
{
  HeraldEmulatorStatement *statement;
  va_list                  arguments;
  int                      rc;

  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self), FALSE);

  if (!ensure_transaction (self, error))
    return FALSE;
  statement = take_statement (self, sql, error);
  if (statement == NULL)
    return FALSE;
  va_start (arguments, format);
  rc = herald_emulator_statement_bind_arguments (statement, format, arguments, SQLITE_STATIC);
  va_end (arguments);
  return run_bound (self, statement, rc, error);
}

/**
 * herald_emulator_db_get_n_changes:
 * @self: the database
 *
 * Returns: how many rows the last herald_emulator_db_run() changed
 */
int
herald_emulator_db_get_n_changes (HeraldEmulatorDb *self)
{
  return sqlite3_changes (self->handle);
}

/**
 * herald_emulator_db_watch:
 * @self: the database
 * @tables: (array zero-terminated=1): names of tables
 *
 * From now on herald_emulator_db_get_watched_version() tells when one of them changed. SQLite does
 * not tell of a DELETE without WHERE, which belongs into herald_emulator_db_execute(), and of
 * tables WITHOUT ROWID, which cannot be watched.
 */
void
herald_emulator_db_watch (HeraldEmulatorDb *self, const char *const *tables)
{
  for (gsize i = 0; tables[i] != NULL; i++)
    g_hash_table_add (self->watched, g_strdup (tables[i]));
}

/**
 * herald_emulator_db_get_watched_version:
 * @self: the database
 *
 * Returns: another number than before whenever the rows of a watched table may be others than
 *   before, also by a script or because a step was taken back; a restored snapshot and a reset are
 *   told by the site's reload functions
 */
guint64
herald_emulator_db_get_watched_version (HeraldEmulatorDb *self)
{
  return self->watched_version;
}

/**
 * herald_emulator_db_begin_step:
 * @self: the database
 *
 * Starts a group of writes that stay or go together, within the open transaction. Steps may stand
 * in one another: an inner one that was kept goes with the outer one all the same.
 *
 * **Errors:** STORE.
 *
 * Returns: whether it began; end it by herald_emulator_db_end_step()
 */
gboolean
herald_emulator_db_begin_step (HeraldEmulatorDb *self, GError **error)
{
  if (!ensure_transaction (self, error))
    return FALSE;
  if (!run_plain (self, "SAVEPOINT step"))
    return herald_emulator_db_set_error (self, error);
  return TRUE;
}

/**
 * herald_emulator_db_end_step:
 * @self: the database
 * @keep: whether the step's writes stay
 */
void
herald_emulator_db_end_step (HeraldEmulatorDb *self, gboolean keep)
{
  self->watched_version += !keep;
  /* After an interruption or on a full disk SQLite has taken everything back by itself; the commit
   * tells. */
  if (sqlite3_get_autocommit (self->handle))
    return;
  if ((!keep && !run_plain (self, "ROLLBACK TO step")) || !run_plain (self, "RELEASE step"))
    g_warning ("A step could not be ended: %s", sqlite3_errmsg (self->handle));
}

/**
 * herald_emulator_db_after_commit:
 * @self: the database
 * @func: called once; at once when nothing waits to be committed
 * @user_data: for @func
 */
void
herald_emulator_db_after_commit (HeraldEmulatorDb        *self,
                                 HeraldEmulatorCommitFunc func,
                                 gpointer                 user_data)
{
  Waiter waiter = { func, user_data };

  g_return_if_fail (HERALD_IS_EMULATOR_DB (self) && func != NULL);

  if (!self->in_transaction)
    {
      func (TRUE, user_data);
      return;
    }
  g_array_append_val (self->waiters, waiter);
  if (self->waiters->len >= MOST_WAITERS)
    commit_idle_cb (self);
}

/**
 * herald_emulator_db_commit:
 * @self: the database
 *
 * Commits now what was written so far and calls those who wait for it.
 *
 * **Errors:** STORE; the writes are rolled back then.
 *
 * Returns: whether all writes are on disk
 */
gboolean
herald_emulator_db_commit (HeraldEmulatorDb *self, GError **error)
{
  gboolean committed = TRUE;

  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self), FALSE);

  clear_commit_source (self);
  if (self->in_transaction)
    {
      committed = run_plain (self, "COMMIT");
      if (!committed)
        {
          herald_emulator_db_set_error (self, error);
          run_plain (self, "ROLLBACK");
          self->watched_version++;
        }
      self->in_transaction = FALSE;
    }
  notify_waiters (self, committed);
  return committed;
}
