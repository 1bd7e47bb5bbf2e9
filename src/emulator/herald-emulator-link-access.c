/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Append on the row that holds a lookup, AppendTo on the row it points to; Append on both ends of a
 * pair. Source: Microsoft, “Security roles and privileges”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-link-access.h"

#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-relationship.h"

#include <string.h>

#define ROLE_TABLE "role"

/* What is judged as giving a row away, or follows from its owner. */
static gboolean
is_about_owner (const char *column)
{
  static const char *const columns[] = { "ownerid", "owninguser", "owningteam",
                                         "owningbusinessunit", NULL };

  return g_strv_contains (columns, column);
}

static gboolean
check_lookup (HeraldEmulatorDataverse    *dataverse,
              const char                 *user_id,
              HeraldEmulatorRecord       *record,
              const HeraldEmulatorColumn *column,
              const char                 *id,
              GError                    **error)
{
  const HeraldEmulatorTable *table = herald_emulator_record_get_table (record);
  const HeraldEmulatorTable *target =
    herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (dataverse),
                                       herald_emulator_record_get_target (record, column->name));

  if (id == NULL
        ? !herald_emulator_access_require_type (dataverse, user_id, table, "Append", error)
        : !herald_emulator_access_check_row (dataverse, user_id, table, "Append", id, error))
    return FALSE;
  return herald_emulator_access_check_row (dataverse, user_id, target, "AppendTo",
                                           herald_emulator_record_get_text (record, column->name),
                                           error);
}

/**
 * herald_emulator_link_access_check_record:
 * @dataverse: the emulated Dataverse
 * @user_id: who writes
 * @record: what is written
 * @id: (nullable): the row that is changed; %NULL for a new one
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE, naming the privilege.
 *
 * Returns: whether the user may let the row point to where its lookups lead
 */
gboolean
herald_emulator_link_access_check_record (HeraldEmulatorDataverse *dataverse,
                                          const char              *user_id,
                                          HeraldEmulatorRecord    *record,
                                          const char              *id,
                                          GError                 **error)
{
  const HeraldEmulatorTable *table = herald_emulator_record_get_table (record);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP && !is_about_owner (column->name) &&
          !herald_emulator_record_is_null (record, column->name) &&
          !check_lookup (dataverse, user_id, record, column, id, error))
        return FALSE;
    }
  return TRUE;
}

/* Whoever could give roles to others could give himself all of them. */
static gboolean
check_end (HeraldEmulatorDataverse   *dataverse,
           const char                *user_id,
           const HeraldEmulatorTable *table,
           const char                *type,
           const char                *id,
           GError                   **error)
{
  if (strcmp (table->logical_name, ROLE_TABLE) == 0 &&
      !herald_emulator_access_check_row (dataverse, user_id, table, "Assign", id, error))
    return FALSE;
  return herald_emulator_access_check_row (dataverse, user_id, table, type, id, error);
}

/**
 * herald_emulator_link_access_check_pair:
 * @dataverse: the emulated Dataverse
 * @user_id: who ties or unties
 * @collection: a collection-valued property
 * @origin_id: the row that has it
 * @id: the row that enters or leaves it
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE, naming the privilege.
 *
 * Returns: whether the user may
 */
gboolean
herald_emulator_link_access_check_pair (HeraldEmulatorDataverse        *dataverse,
                                        const char                     *user_id,
                                        const HeraldEmulatorCollection *collection,
                                        const char                     *origin_id,
                                        const char                     *id,
                                        GError                        **error)
{
  const char *type = collection->intersect != NULL ? "Append" : "AppendTo";

  return check_end (dataverse, user_id, collection->table, "Append", id, error) &&
         check_end (dataverse, user_id, collection->origin, type, origin_id, error);
}
