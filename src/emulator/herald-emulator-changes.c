/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A delta token says what its holder knows: up to which version, when, of which table, and in which
 * epoch. A page that is not the last carries in its cookie the token that the last one will give,
 * so that what changes between two pages is told the next time. Source: “Use change tracking to
 * synchronize data with external systems”, read 2026-11: first what is new or changed by version,
 * then what was deleted. */
#include "config.h"

#include "emulator/herald-emulator-changes.h"

#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-tombstones.h"

#include <stdio.h>
#include <string.h>

#define TRACKING "istracking=\"True\""
#define COOKIE_FORMAT                                                                              \
  "<cookie pagenumber=\"%" G_GINT64_FORMAT "\" pagingcookie=\"%s\" " TRACKING                      \
  " deltatoken=\"%s\" deletedafter=\"%" G_GINT64_FORMAT "\" />"
#define N_COOKIE_PARTS 11 /* between its quotes */
#define PLAIN_COOKIE_FORMAT "<cookie pagenumber=\"%s\" pagingcookie=\"%s\" istracking=\"False\" />"
#define TIME_FORMAT "%m/%d/%Y %H:%M:%S" /* as the documentation prints tokens */
#define NOT_YET (-1)

struct _HeraldEmulatorChanges
{
  HeraldEmulatorDataverse   *dataverse; /* (unowned) */
  const HeraldEmulatorTable *table;     /* (unowned) */

  gboolean            is_delta; /* only what changed is wanted */
  HeraldEmulatorDelta delta;
  char               *token;         /* (owned): where the next delta link begins */
  gint64              page_number;   /* of the page that is wanted */
  gint64              deleted_after; /* NOT_YET: rows are still being told */
};

static gboolean
refuse_token (const char *token, GError **error)
{
  return herald_emulator_refuse_query (error, "The delta token '%.200s' is not valid.", token);
}

/* The code of web service error codes for a token that leads nowhere (any more). */
static gboolean
refuse_expired (GError **error)
{
  g_set_error_literal (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_EXPIRED_VERSION,
                       "Version stamp associated with the client has expired. Please perform a "
                       "full sync.");
  return FALSE;
}

static gboolean
parse_time (const char *text, gint64 *seconds)
{
  int  month, day, year, hour, minute, second;
  char rest;
  g_autoptr (GDateTime) time = NULL;

  if (sscanf (text, "%2d/%2d/%4d %2d:%2d:%2d%c", &month, &day, &year, &hour, &minute, &second,
              &rest) != 6)
    return FALSE;
  time = g_date_time_new_utc (year, month, day, hour, minute, second);
  *seconds = time != NULL ? g_date_time_to_unix (time) : 0;
  return time != NULL;
}

/* Reads “VERSION!TIME!TABLE!EPOCH” and judges it. */
static gboolean
check_token (const HeraldEmulatorChanges *self, const char *token, gint64 *version, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (token, "!", -1);
  gint64 seconds = 0;

  if (g_strv_length (parts) != 4 ||
      !g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT64, version, NULL) ||
      !parse_time (parts[1], &seconds))
    return refuse_token (token, error);
  if (strcmp (parts[2], self->table->logical_name) != 0)
    return herald_emulator_refuse_query (error,
                                         "The delta token '%.200s' does not belong to entity '%s'.",
                                         token, self->table->logical_name);
  if (herald_emulator_dataverse_get_now (self->dataverse) - seconds >
        HERALD_EMULATOR_TOMBSTONE_SECONDS ||
      !herald_emulator_tombstones_reach (herald_emulator_dataverse_get_db (self->dataverse),
                                         self->table, parts[3], *version,
                                         herald_emulator_dataverse_get_last_version (
                                           self->dataverse)))
    return refuse_expired (error);
  return TRUE;
}

static char *
build_token (const HeraldEmulatorChanges *self, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);
  g_autoptr (GDateTime) now =
    g_date_time_new_from_unix_utc (herald_emulator_dataverse_get_now (self->dataverse));
  g_autofree char *time = g_date_time_format (now, TIME_FORMAT);
  g_autofree char *epoch = NULL;
  gint64           version = 0;

  if (!herald_emulator_tombstones_get_version (db, self->table, &version, error))
    return NULL;
  epoch = herald_emulator_tombstones_dup_epoch (db, error);
  if (epoch == NULL)
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT "!%s!%s!%s", version, time, self->table->logical_name,
                          epoch);
}

static gboolean
refuse_option (const char *name, GError **error)
{
  return herald_emulator_refuse_query (error,
                                       "The \"%s\" query parameter isn't supported when Change "
                                       "Tracking is enabled.",
                                       name);
}

/* The documentation names the first four. */
static gboolean
check_options (const HeraldEmulatorQuery *query, GError **error)
{
  const struct
  {
    const char *name;
    gboolean    given;
  } options[] = {
    { "$filter", query->filter != NULL },
    { "$orderby", query->order->len > 0 },
    { "$expand", query->expand != NULL },
    { "$top", query->top >= 0 },
    { "$apply", query->apply != NULL },
    { "fetchXml", query->fetch != NULL },
    { "partitionId", query->partition_id != NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].given)
      return refuse_option (options[i].name, error);
  return TRUE;
}

static gboolean
check_table (const HeraldEmulatorChanges *self, const char *user_id, GError **error)
{
  if (herald_emulator_table_is_tracked (self->table))
    return herald_emulator_access_require_all (self->dataverse, user_id, self->table, "Read",
                                               error);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NOT_TRACKED,
               "Entity %s isn't enabled for change tracking.", self->table->logical_name);
  return FALSE;
}

/* Leaves the cookie of the rows, if any, for who reads them. */
static gboolean
read_cookie (HeraldEmulatorChanges *self, HeraldEmulatorQuery *query, GError **error)
{
  g_autofree char *cookie = g_steal_pointer (&query->skip_token);
  g_auto (GStrv) parts = g_strsplit (cookie, "\"", -1);
  gint64 version = 0;

  if (g_strv_length (parts) != N_COOKIE_PARTS || strcmp (parts[5], "True") != 0 ||
      !g_ascii_string_to_signed (parts[1], 10, 2, G_MAXINT32, &self->page_number, NULL) ||
      !g_ascii_string_to_signed (parts[9], 10, NOT_YET, G_MAXINT64, &self->deleted_after, NULL) ||
      (self->deleted_after >= 0 && !self->is_delta))
    return herald_emulator_refuse_query (error, "The skip token is not valid: it belongs to "
                                                "another query or was changed on its way.");
  self->token = g_strdup (parts[7]);
  if (self->deleted_after < 0)
    query->skip_token = g_strdup_printf (PLAIN_COOKIE_FORMAT, parts[1], parts[3]);
  return check_token (self, self->token, &version, error);
}

/* What is over by now is deleted, even if nobody wrote beside it since. */
static gboolean
let_expire (const HeraldEmulatorChanges *self, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);

  return herald_emulator_db_is_read_only (db) ||
         herald_emulator_record_expire (self->dataverse, self->table, error);
}

/**
 * herald_emulator_changes_are_wanted:
 * @request: a GET of a set
 * @query: its options
 *
 * Returns: whether changes of the set are to be tracked
 */
gboolean
herald_emulator_changes_are_wanted (const HeraldEmulatorRequest *request,
                                    const HeraldEmulatorQuery   *query)
{
  return query->delta_token != NULL || request->preferences->track_changes ||
         (query->skip_token != NULL && strstr (query->skip_token, TRACKING) != NULL);
}

/**
 * herald_emulator_changes_new:
 * @request: a GET of a set
 * @table: its table
 * @query: its options; its skip token becomes that of the rows
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NOT_TRACKED, #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE for who
 * may not read all rows, #HERALD_EMULATOR_REFUSAL_BAD_QUERY,
 * #HERALD_EMULATOR_REFUSAL_EXPIRED_VERSION; STORE.
 *
 * Returns: (transfer full): what is asked for
 */
HeraldEmulatorChanges *
herald_emulator_changes_new (HeraldEmulatorRequest     *request,
                             const HeraldEmulatorTable *table,
                             HeraldEmulatorQuery       *query,
                             GError                   **error)
{
  g_autoptr (HeraldEmulatorChanges) self = g_new0 (HeraldEmulatorChanges, 1);

  self->dataverse = request->dataverse;
  self->table = table;
  self->is_delta = query->delta_token != NULL;
  self->page_number = 1;
  self->deleted_after = NOT_YET;
  if (!check_table (self, request->user.id, error) || !check_options (query, error) ||
      (self->is_delta &&
       !check_token (self, query->delta_token, &self->delta.after_version, error)) ||
      (query->skip_token != NULL && !read_cookie (self, query, error)) || !let_expire (self, error))
    return NULL;
  if (request->preferences->track_changes)
    request->preferences->heeded |= HERALD_EMULATOR_HEEDED_TRACKING;
  if (self->token == NULL)
    self->token = build_token (self, error);
  return self->token != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * herald_emulator_changes_free:
 * @self: (nullable): what to free
 */
void
herald_emulator_changes_free (HeraldEmulatorChanges *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->token, g_free);
  g_free (self);
}

/**
 * herald_emulator_changes_get_delta:
 * @self: (nullable): what is asked for
 *
 * Returns: (transfer none) (nullable): which rows; %NULL: all
 */
const HeraldEmulatorDelta *
herald_emulator_changes_get_delta (const HeraldEmulatorChanges *self)
{
  return self != NULL && self->is_delta ? &self->delta : NULL;
}

/**
 * herald_emulator_changes_get_token:
 * @self: what is asked for
 *
 * Returns: (transfer none): the token of the delta link after the last page
 */
const char *
herald_emulator_changes_get_token (const HeraldEmulatorChanges *self)
{
  return self->token;
}

static JsonObject *
make_deleted (const HeraldEmulatorReading *reading, const char *id)
{
  JsonObject      *entity = json_object_new ();
  g_autofree char *context =
    g_strdup_printf ("%s$metadata#%s/$deletedEntity", reading->base, reading->table->entity_set);

  json_object_set_string_member (entity, "@odata.context", context);
  json_object_set_string_member (entity, "id", id);
  json_object_set_string_member (entity, "reason", "deleted");
  return entity;
}

static char *
build_cookie (const HeraldEmulatorChanges *self, const char *rows_cookie, gint64 deleted_after)
{
  return g_strdup_printf (COOKIE_FORMAT, self->page_number + 1, rows_cookie, self->token,
                          deleted_after);
}

/* Fills the page up. */
static gboolean
add_deleted (const HeraldEmulatorChanges *self,
             const HeraldEmulatorReading *reading,
             HeraldEmulatorPage          *page,
             gint64                       page_size,
             GError                     **error)
{
  gint64 room = page_size - json_array_get_length (page->rows);
  gint64 last = MAX (self->deleted_after, 0);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_tombstones_select (herald_emulator_dataverse_get_db (self->dataverse),
                                       self->table, self->delta.after_version, last, room + 1,
                                       error);
  g_autoptr (GError) local_error = NULL;

  while (rows != NULL && !page->has_more && herald_emulator_rows_next (rows, &local_error))
    if (room-- > 0)
      {
        last = herald_emulator_rows_get_int (rows, 0);
        json_array_add_object_element (page->rows,
                                       make_deleted (reading,
                                                     herald_emulator_rows_get_text (rows, 1)));
      }
    else
      page->has_more = TRUE;
  if (page->has_more)
    page->skip_token = build_cookie (self, "", last);
  if (local_error == NULL)
    return rows != NULL;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static HeraldEmulatorPage *
read_rows (const HeraldEmulatorChanges *self,
           const HeraldEmulatorReading *reading,
           gint64                       page_size,
           GError                     **error)
{
  HeraldEmulatorPage *page;

  if (self->deleted_after < 0)
    return herald_emulator_rows_read_page (reading, page_size, error);
  page = g_new0 (HeraldEmulatorPage, 1);
  page->rows = json_array_new ();
  return page;
}

/**
 * herald_emulator_changes_read_page:
 * @self: what is asked for
 * @reading: what is wanted of the rows
 * @page_size: so many at most
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY; STORE.
 *
 * Returns: (transfer full): rows, and what is known of those deleted after all others were told
 */
HeraldEmulatorPage *
herald_emulator_changes_read_page (const HeraldEmulatorChanges *self,
                                   const HeraldEmulatorReading *reading,
                                   gint64                       page_size,
                                   GError                     **error)
{
  g_autoptr (HeraldEmulatorPage) page = read_rows (self, reading, page_size, error);

  if (page == NULL)
    return NULL;
  if (page->has_more)
    {
      g_autofree char *plain = g_steal_pointer (&page->skip_token);
      g_auto (GStrv) parts = g_strsplit (plain, "\"", -1);

      page->skip_token = build_cookie (self, parts[3], NOT_YET);
      return g_steal_pointer (&page);
    }
  if (self->is_delta && !add_deleted (self, reading, page, page_size, error))
    return NULL;
  return g_steal_pointer (&page);
}

/**
 * herald_emulator_changes_count_deleted:
 * @self: (nullable): what is asked for
 *
 * **Errors:** STORE.
 *
 * Returns: how many deleted rows will be told; -1 on error
 */
gint64
herald_emulator_changes_count_deleted (const HeraldEmulatorChanges *self, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 n = 0;

  if (self == NULL || !self->is_delta)
    return 0;
  rows = herald_emulator_tombstones_select (herald_emulator_dataverse_get_db (self->dataverse),
                                            self->table, self->delta.after_version, 0, -1, error);
  if (rows == NULL)
    return -1;
  while (herald_emulator_rows_next (rows, &local_error))
    n++;
  if (local_error == NULL)
    return n;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return -1;
}
