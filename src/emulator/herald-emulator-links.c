/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each is part of the caller's step. Source: “Associate and disassociate table rows using the Web
 * API”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-links.h"

#include "emulator/herald-emulator-link-access.h"

#include <string.h>

static gboolean
set_lookup (HeraldEmulatorDataverse        *dataverse,
            const HeraldEmulatorCollection *collection,
            const char                     *origin_id,
            const char                     *id,
            const char                     *user_id,
            GError                        **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (dataverse, collection->table->logical_name);

  herald_emulator_record_set_lookup (record, collection->column->name,
                                     origin_id != NULL ? collection->origin->logical_name : NULL,
                                     origin_id);
  herald_emulator_record_set_judged (record);
  return herald_emulator_record_update (record, id, user_id, error);
}

/**
 * herald_emulator_links_add:
 * @dataverse: the emulated Dataverse
 * @collection: a collection-valued property
 * @origin_id: the row that has it
 * @id: the row that is to be in it
 * @user_id: who wants it
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE when the user may not;
 * #HERALD_EMULATOR_REFUSAL_DUPLICATE_KEY when an N:N pair is there already; STORE.
 *
 * Returns: whether the row is in the collection now
 */
gboolean
herald_emulator_links_add (HeraldEmulatorDataverse        *dataverse,
                           const HeraldEmulatorCollection *collection,
                           const char                     *origin_id,
                           const char                     *id,
                           const char                     *user_id,
                           GError                        **error)
{
  const HeraldEmulatorIntersect *intersect = collection->intersect;
  g_autoptr (HeraldEmulatorRecord) pair = NULL;

  if (!herald_emulator_link_access_check_pair (dataverse, user_id, collection, origin_id, id,
                                               error))
    return FALSE;
  if (intersect == NULL)
    return set_lookup (dataverse, collection, origin_id, id, user_id, error);
  pair = herald_emulator_record_new (dataverse, intersect->table_name);
  herald_emulator_record_set_text (pair, intersect->columns[collection->near_end], origin_id);
  herald_emulator_record_set_text (pair, intersect->columns[1 - collection->near_end], id);
  return herald_emulator_record_insert (pair, user_id, NULL, error);
}

static gboolean
is_linked (HeraldEmulatorDataverse        *dataverse,
           const HeraldEmulatorCollection *collection,
           const char                     *origin_id,
           const char                     *id)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  g_string_printf (sql, "SELECT 1 FROM \"%s\" AS other WHERE other.\"%s\" = ? AND ",
                   collection->table->sql_name, collection->table->primary_key);
  herald_emulator_collection_append_link (collection, sql, "other", "?");
  rows = herald_emulator_db_select (herald_emulator_dataverse_get_db (dataverse), NULL, sql->str,
                                    "ss", id, origin_id);
  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/**
 * herald_emulator_links_remove:
 * @dataverse: the emulated Dataverse
 * @collection: a collection-valued property
 * @origin_id: the row that has it
 * @id: the row that is to leave it
 * @user_id: who wants it
 *
 * A row that is not in the collection is no error: the service's Disassociate is content, too.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE when the user may not; refusals of the lookup's
 * table; STORE.
 *
 * Returns: whether the row is not in the collection now
 */
gboolean
herald_emulator_links_remove (HeraldEmulatorDataverse        *dataverse,
                              const HeraldEmulatorCollection *collection,
                              const char                     *origin_id,
                              const char                     *id,
                              const char                     *user_id,
                              GError                        **error)
{
  const HeraldEmulatorIntersect *intersect = collection->intersect;
  g_autofree char               *sql = NULL;

  if (!herald_emulator_link_access_check_pair (dataverse, user_id, collection, origin_id, id,
                                               error))
    return FALSE;
  if (!is_linked (dataverse, collection, origin_id, id))
    return TRUE;
  if (intersect == NULL)
    return set_lookup (dataverse, collection, NULL, id, user_id, error);
  sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" = ? AND \"%s\" = ?", intersect->sql_name,
                         intersect->columns[collection->near_end],
                         intersect->columns[1 - collection->near_end]);
  return herald_emulator_db_run (herald_emulator_dataverse_get_db (dataverse), error, sql, "ss",
                                 origin_id, id);
}

/* Lookups that point to a row that goes are emptied, as “remove link” relationships want. */
static gboolean
empty_lookups (HeraldEmulatorDataverse   *dataverse,
               const HeraldEmulatorTable *table,
               const char                *logical_name,
               const char                *id,
               gint64                     version,
               GError                   **error)
{
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);
      g_autofree char            *sql = NULL;

      if (!herald_emulator_column_points_to (column, logical_name))
        continue;
      sql = g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = NULL, \"%s_target\" = NULL,"
                             " versionnumber = ? WHERE \"%s\" = ?",
                             table->sql_name, column->name, column->name, column->name);
      if (!herald_emulator_db_run (herald_emulator_dataverse_get_db (dataverse), error, sql, "is",
                                   version, id))
        return FALSE;
    }
  return TRUE;
}

static gboolean
delete_pairs (HeraldEmulatorDataverse       *dataverse,
              const HeraldEmulatorIntersect *intersect,
              const char                    *logical_name,
              const char                    *id,
              GError                       **error)
{
  for (guint end = 0; end < 2; end++)
    {
      g_autofree char *sql = NULL;

      if (strcmp (intersect->ends[end]->logical_name, logical_name) != 0)
        continue;
      sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" = ?", intersect->sql_name,
                             intersect->columns[end]);
      if (!herald_emulator_db_run (herald_emulator_dataverse_get_db (dataverse), error, sql, "s",
                                   id))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_links_forget_row:
 * @dataverse: the emulated Dataverse
 * @logical_name: the table of a row that is gone
 * @id: its id
 * @version: of its end; rows that led there change with it
 *
 * **Errors:** STORE.
 *
 * Returns: whether nothing leads there any more
 */
gboolean
herald_emulator_links_forget_row (HeraldEmulatorDataverse *dataverse,
                                  const char              *logical_name,
                                  const char              *id,
                                  gint64                   version,
                                  GError                 **error)
{
  HeraldEmulatorSchema *schema = herald_emulator_dataverse_get_schema (dataverse);
  GPtrArray            *tables = herald_emulator_schema_get_tables (schema);
  GArray               *intersects = herald_emulator_schema_get_intersects (schema);

  for (guint i = 0; i < tables->len; i++)
    if (!empty_lookups (dataverse, g_ptr_array_index (tables, i), logical_name, id, version, error))
      return FALSE;
  for (guint i = 0; i < intersects->len; i++)
    if (!delete_pairs (dataverse, &g_array_index (intersects, HeraldEmulatorIntersect, i),
                       logical_name, id, error))
      return FALSE;
  return TRUE;
}
