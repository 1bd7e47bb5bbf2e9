/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the admin API's answer to how far an import is. */
#include "config.h"

#include "model/herald-import-progress.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

#include <string.h>

/* The last step, writing what was read, is not in the bytes. */
#define MOST_PERCENT_WHILE_RUNNING 99

static gboolean
read_amount (JsonObject *object, const char *name, gint64 *amount, GError **error)
{
  if (!herald_json_read_int (object, name, HERALD_JSON_REQUIRED, amount, error))
    return FALSE;
  if (*amount >= 0)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“%s” is out of range", name);
  return FALSE;
}

static gboolean
read_running (HeraldImportProgress *self, JsonObject *object, GError **error)
{
  if (!read_amount (object, "doneBytes", &self->done_bytes, error) ||
      !read_amount (object, "totalBytes", &self->total_bytes, error) ||
      !read_amount (object, "rows", &self->n_rows, error))
    return FALSE;
  if (self->done_bytes <= self->total_bytes)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "more is done than there is");
  return FALSE;
}

static gboolean
read_progress (HeraldImportProgress *self, JsonNode *answer, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (answer) ? json_node_get_object (answer) : NULL;
  const char *state = NULL;

  if (object == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "it is no object");
      return FALSE;
    }
  if (!herald_json_read_string (object, "state", HERALD_JSON_REQUIRED, &state, error))
    return FALSE;
  self->over = strcmp (state, "over") == 0;
  if (self->over)
    return read_amount (object, "imported", &self->n_rows, error);
  if (strcmp (state, "running") == 0)
    return read_running (self, object, error);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "the state “%s” is unknown", state);
  return FALSE;
}

/**
 * herald_import_progress_new_from_json:
 * @answer: the answer of `GET /_herald/import/GUID`: {"state":"running","doneBytes","totalBytes",
 *   "rows"}, or {"state":"over","imported"}
 *
 * **Errors:** PROTOCOL.
 *
 * Returns: (transfer full): the progress
 */
HeraldImportProgress *
herald_import_progress_new_from_json (JsonNode *answer, GError **error)
{
  g_autoptr (HeraldImportProgress) self = g_new0 (HeraldImportProgress, 1);
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (answer != NULL, NULL);

  if (read_progress (self, answer, &local_error))
    return g_steal_pointer (&self);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               "The emulator’s answer makes no sense: %s", local_error->message);
  return NULL;
}

/**
 * herald_import_progress_free:
 * @self: (nullable): a progress
 */
void
herald_import_progress_free (HeraldImportProgress *self)
{
  g_free (self);
}

/**
 * herald_import_progress_get_percent:
 * @self: a progress
 *
 * Returns: how much of the file is read; 100 only when all rows are in
 */
int
herald_import_progress_get_percent (const HeraldImportProgress *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->over)
    return self->n_rows > 0 ? 100 : 0;
  if (self->total_bytes <= 0)
    return 0;
  return MIN ((int) ((double) self->done_bytes * 100.0 / (double) self->total_bytes),
              MOST_PERCENT_WHILE_RUNNING);
}
