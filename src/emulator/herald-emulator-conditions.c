/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: “Perform conditional operations using the Web API”, read 2026-11. Clients send
 * “If-None-Match: null” with everything, so that no cache answers them: it is no condition. */
#include "config.h"

#include "emulator/herald-emulator-conditions.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

typedef enum
{
  CONDITION_NONE,
  CONDITION_ANY,     /* * */
  CONDITION_VERSION, /* W/"123" */
} ConditionKind;

typedef struct
{
  ConditionKind kind;
  gint64        version;
} Condition;

static gboolean
read_etag (const char *text, gint64 *version)
{
  g_autofree char *digits = NULL;
  gsize            length;

  if (g_str_has_prefix (text, "W/"))
    text += strlen ("W/");
  length = strlen (text);
  if (length < 3 || text[0] != '"' || text[length - 1] != '"')
    return FALSE;
  digits = g_strndup (text + 1, length - 2);
  return g_ascii_isdigit (*digits) &&
         g_ascii_string_to_signed (digits, 10, 0, G_MAXINT64, version, NULL);
}

static gboolean
read_condition (HeraldEmulatorRequest *request,
                const char            *header,
                Condition             *condition,
                GError               **error)
{
  const char *value = herald_emulator_call_get_header (request->call, header);

  *condition = (Condition){ CONDITION_NONE, -1 };
  if (value == NULL || strcmp (value, "null") == 0)
    return TRUE;
  condition->kind = strcmp (value, "*") == 0 ? CONDITION_ANY : CONDITION_VERSION;
  if (condition->kind == CONDITION_ANY || read_etag (value, &condition->version))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The value '%.80s' of the header %s is not valid: an ETag such as W/\"123\" or * is "
               "expected.",
               value, header);
  return FALSE;
}

static gboolean
refuse_version (GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_VERSION_MISMATCH,
               "The version of the existing record doesn't match the RowVersion property "
               "provided.");
  return FALSE;
}

/* An alternate key that names no row has no id to tell. */
static gboolean
refuse_missing (HeraldEmulatorRequest *request, const char *id, GError **error)
{
  if (id != NULL)
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                 "%s With Id = %s Does Not Exist", request->table->logical_name, id);
  else
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                 "A record with the specified key values does not exist in %s entity",
                 request->table->logical_name);
  return FALSE;
}

/**
 * herald_emulator_conditions_check_write:
 * @request: a request that changes a row
 * @id: (nullable): the row
 * @version: its version; -1 when there is no such row
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY when a header makes no sense,
 * #HERALD_EMULATOR_REFUSAL_NO_ROW, #HERALD_EMULATOR_REFUSAL_VERSION_MISMATCH,
 * #HERALD_EMULATOR_REFUSAL_DUPLICATE.
 *
 * Returns: whether the headers allow it
 */
gboolean
herald_emulator_conditions_check_write (HeraldEmulatorRequest *request,
                                        const char            *id,
                                        gint64                 version,
                                        GError               **error)
{
  Condition match;
  Condition none_match;

  if (!read_condition (request, "If-Match", &match, error) ||
      !read_condition (request, "If-None-Match", &none_match, error))
    return FALSE;
  if (match.kind != CONDITION_NONE && version < 0)
    return refuse_missing (request, id, error);
  if (match.kind == CONDITION_VERSION && match.version != version)
    return refuse_version (error);
  if (version < 0)
    return TRUE;
  if (none_match.kind == CONDITION_VERSION && none_match.version == version)
    return refuse_version (error);
  if (none_match.kind != CONDITION_ANY)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_DUPLICATE,
               "A record with matching key values already exists.");
  return FALSE;
}

/**
 * herald_emulator_conditions_check_read:
 * @request: a GET of one row
 * @etag: the row's ETag
 * @unchanged: (out): whether the caller has this version already
 *
 * Annotations are not part of what a version describes, so whoever asks for them gets the row. The
 * same is true of related rows; the caller has to see to that.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY when the header makes no sense.
 *
 * Returns: whether the header could be read
 */
gboolean
herald_emulator_conditions_check_read (HeraldEmulatorRequest *request,
                                       const char            *etag,
                                       gboolean              *unchanged,
                                       GError               **error)
{
  Condition none_match;
  gint64    version = -1;

  *unchanged = FALSE;
  if (!read_condition (request, "If-None-Match", &none_match, error))
    return FALSE;
  *unchanged = none_match.kind == CONDITION_VERSION && read_etag (etag, &version) &&
               version == none_match.version && request->preferences->annotations == NULL;
  return TRUE;
}
