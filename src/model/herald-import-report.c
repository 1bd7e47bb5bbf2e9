/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the admin API's answer to a CSV file: how many rows it took, or what is wrong with which.
 */
#include "config.h"

#include "model/herald-import-report.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

#include <glib/gi18n-lib.h>

static void
free_fault (gpointer data)
{
  HeraldImportFault *fault = data;

  g_clear_pointer (&fault->message, g_free);
  g_free (fault);
}

static gboolean
read_number (JsonObject *object, const char *name, guint *number, GError **error)
{
  gint64 value = 0;

  if (!herald_json_read_int (object, name, HERALD_JSON_REQUIRED, &value, error))
    return FALSE;
  if (value < 0 || value > G_MAXUINT)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“%s” is out of range", name);
      return FALSE;
    }
  *number = (guint) value;
  return TRUE;
}

static gboolean
read_fault (HeraldImportReport *self, JsonNode *node, GError **error)
{
  const char        *message = NULL;
  guint              line = 0;
  HeraldImportFault *fault;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "a row's error is no object");
      return FALSE;
    }
  if (!read_number (json_node_get_object (node), "line", &line, error) ||
      !herald_json_read_string (json_node_get_object (node), "message", HERALD_JSON_REQUIRED,
                                &message, error))
    return FALSE;
  fault = g_new0 (HeraldImportFault, 1);
  fault->line = line;
  fault->message = g_strdup (message);
  g_ptr_array_add (self->faults, fault);
  return TRUE;
}

/* {"error":{"details":[{"line":…,"message":…}]}} */
static gboolean
read_faults (HeraldImportReport *self, JsonObject *object, GError **error)
{
  JsonNode  *outer = json_object_get_member (object, "error");
  JsonNode  *inner = NULL;
  JsonArray *details = NULL;

  if (JSON_NODE_HOLDS_OBJECT (outer))
    inner = json_object_get_member (json_node_get_object (outer), "details");
  if (inner != NULL && JSON_NODE_HOLDS_ARRAY (inner))
    details = json_node_get_array (inner);
  if (details == NULL || json_array_get_length (details) == 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "it names no rows");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (details); i++)
    if (!read_fault (self, json_array_get_element (details, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_report (HeraldImportReport *self, JsonNode *answer, GError **error)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (answer))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "it is no object");
      return FALSE;
    }
  object = json_node_get_object (answer);
  if (json_object_has_member (object, "error"))
    return read_faults (self, object, error);
  return read_number (object, "imported", &self->n_imported, error);
}

/**
 * herald_import_report_new_from_json:
 * @answer: the answer of `POST /_herald/import/…`: {"imported"}, or {"error":{"details":[…]}} with
 *   at least one row
 *
 * **Errors:** PROTOCOL.
 *
 * Returns: (transfer full): the report
 */
HeraldImportReport *
herald_import_report_new_from_json (JsonNode *answer, GError **error)
{
  g_autoptr (HeraldImportReport) self = g_new0 (HeraldImportReport, 1);
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (answer != NULL, NULL);

  self->faults = g_ptr_array_new_with_free_func (free_fault);
  if (read_report (self, answer, &local_error))
    return g_steal_pointer (&self);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               "The emulator’s answer makes no sense: %s", local_error->message);
  return NULL;
}

/**
 * herald_import_report_free:
 * @self: (nullable): a report
 */
void
herald_import_report_free (HeraldImportReport *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_free (self);
}

/**
 * herald_import_report_describe_faults:
 * @self: a report
 *
 * Returns: (transfer full): a line for each fault, such as “Line 3: “lastname” is empty”
 */
char *
herald_import_report_describe_faults (const HeraldImportReport *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->faults->len; i++)
    {
      const HeraldImportFault *fault = g_ptr_array_index (self->faults, i);

      /* Translators: number of a line in a file, then what is wrong with it. */
      g_string_append_printf (text, _("Line %u: %s"), fault->line, fault->message);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}
