/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps prepared statements by their text. Most texts are constants, so the place of a text is
 * looked at before its letters are hashed. */
#include "config.h"

#include "emulator/herald-emulator-statements.h"

#include <string.h>

#define MOST_STATEMENTS 512
#define N_PLACES 1024 /* a power of two */

typedef struct
{
  const char              *sql;       /* (unowned): never read, its letters may be gone */
  HeraldEmulatorStatement *statement; /* (unowned): a kept one */
} Place;

struct _HeraldEmulatorStatements
{
  sqlite3    *handle; /* (unowned) */
  GHashTable *kept;   /* (element-type utf8 HeraldEmulatorStatement) (owned): by their own text */
  Place       places[N_PLACES];
};

static void
statement_free (gpointer data)
{
  HeraldEmulatorStatement *statement = data;

  sqlite3_finalize (statement->handle);
  g_free (statement);
}

static HeraldEmulatorStatement *
prepare (HeraldEmulatorStatements *self, const char *sql, gboolean kept)
{
  unsigned int             flags = kept ? SQLITE_PREPARE_PERSISTENT : 0;
  sqlite3_stmt            *handle = NULL;
  HeraldEmulatorStatement *statement;

  if (sqlite3_prepare_v3 (self->handle, sql, -1, flags, &handle, NULL) != SQLITE_OK)
    return NULL;
  statement = g_new0 (HeraldEmulatorStatement, 1);
  statement->handle = handle;
  statement->kept = kept;
  return statement;
}

static Place *
get_place (HeraldEmulatorStatements *self, const char *sql)
{
  guintptr number = (guintptr) sql;

  return &self->places[(number ^ (number >> 10)) & (N_PLACES - 1)];
}

/* Returns: (nullable): the kept statement of a text */
static HeraldEmulatorStatement *
find (HeraldEmulatorStatements *self, const char *sql)
{
  Place *place = get_place (self, sql);

  if (place->sql == sql && strcmp (sqlite3_sql (place->statement->handle), sql) == 0)
    return place->statement;
  place->statement = g_hash_table_lookup (self->kept, sql);
  place->sql = place->statement != NULL ? sql : NULL;
  return place->statement;
}

static int
bind_value (sqlite3_stmt              *statement,
            int                        position,
            const HeraldEmulatorValue *value,
            sqlite3_destructor_type    lifetime)
{
  switch (value->kind)
    {
    case HERALD_EMULATOR_VALUE_INT:
      return sqlite3_bind_int64 (statement, position, value->integer);
    case HERALD_EMULATOR_VALUE_REAL:
      return sqlite3_bind_double (statement, position, value->real);
    case HERALD_EMULATOR_VALUE_TEXT:
      return sqlite3_bind_text (statement, position, value->text, -1, lifetime);
    case HERALD_EMULATOR_VALUE_NULL:
    default:
      return sqlite3_bind_null (statement, position);
    }
}

/**
 * herald_emulator_statements_new:
 * @handle: the connection; outlives the statements
 *
 * Returns: (transfer full): no statements
 */
HeraldEmulatorStatements *
herald_emulator_statements_new (sqlite3 *handle)
{
  HeraldEmulatorStatements *self = g_new0 (HeraldEmulatorStatements, 1);

  self->handle = handle;
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, statement_free);
  return self;
}

/**
 * herald_emulator_statements_free:
 * @self: statements of which none is in use
 */
void
herald_emulator_statements_free (HeraldEmulatorStatements *self)
{
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_free (self);
}

/**
 * herald_emulator_statements_take:
 * @self: the statements
 * @sql: the text of one
 *
 * Gives a statement that nobody else uses: the kept one, or one for this time only while that is in
 * use or when too many are kept.
 *
 * Returns: (nullable): it, without values; give it back. %NULL when SQLite refuses @sql
 */
HeraldEmulatorStatement *
herald_emulator_statements_take (HeraldEmulatorStatements *self, const char *sql)
{
  HeraldEmulatorStatement *statement = find (self, sql);

  if (statement == NULL && g_hash_table_size (self->kept) < MOST_STATEMENTS)
    {
      statement = prepare (self, sql, TRUE);
      if (statement == NULL)
        return NULL;
      g_hash_table_insert (self->kept, (gpointer) (guintptr) sqlite3_sql (statement->handle),
                           statement);
    }
  if (statement == NULL || statement->in_use)
    return prepare (self, sql, FALSE);
  statement->in_use = TRUE;
  return statement;
}

/**
 * herald_emulator_statements_give_back:
 * @self: the statements
 * @statement: (transfer full): one that was taken
 */
void
herald_emulator_statements_give_back (HeraldEmulatorStatements *self,
                                      HeraldEmulatorStatement  *statement)
{
  if (!statement->kept)
    {
      statement_free (statement);
      return;
    }
  sqlite3_reset (statement->handle);
  sqlite3_clear_bindings (statement->handle);
  statement->in_use = FALSE;
}

/**
 * herald_emulator_statement_bind_arguments:
 * @statement: a statement
 * @format: one letter per question mark: s text (nullable), i #gint64, d double
 * @arguments: the values
 * @lifetime: %SQLITE_STATIC when the texts stay until it is given back
 *
 * Returns: SQLite's code
 */
int
herald_emulator_statement_bind_arguments (HeraldEmulatorStatement *statement,
                                          const char              *format,
                                          va_list                  arguments,
                                          sqlite3_destructor_type  lifetime)
{
  sqlite3_stmt *handle = statement->handle;
  int           rc = SQLITE_OK;

  g_assert (sqlite3_bind_parameter_count (handle) == (int) strlen (format));
  for (int i = 1; *format != '\0' && rc == SQLITE_OK; i++, format++)
    switch (*format)
      {
      case 's':
        rc = sqlite3_bind_text (handle, i, va_arg (arguments, const char *), -1, lifetime);
        break;
      case 'i':
        rc = sqlite3_bind_int64 (handle, i, va_arg (arguments, gint64));
        break;
      case 'd':
        rc = sqlite3_bind_double (handle, i, va_arg (arguments, double));
        break;
      default:
        g_assert_not_reached ();
      }
  return rc;
}

/**
 * herald_emulator_statement_bind_values:
 * @statement: a statement
 * @values: (element-type HeraldEmulatorValue): one per question mark
 * @lifetime: %SQLITE_STATIC when the texts stay until it is given back
 *
 * Returns: SQLite's code
 */
int
herald_emulator_statement_bind_values (HeraldEmulatorStatement *statement,
                                       GArray                  *values,
                                       sqlite3_destructor_type  lifetime)
{
  sqlite3_stmt *handle = statement->handle;
  int           rc = SQLITE_OK;

  g_assert ((guint) sqlite3_bind_parameter_count (handle) == values->len);
  for (guint i = 0; i < values->len && rc == SQLITE_OK; i++)
    rc =
      bind_value (handle, (int) i + 1, &g_array_index (values, HeraldEmulatorValue, i), lifetime);
  return rc;
}
