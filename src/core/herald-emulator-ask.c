/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a question to the admin API and reads the answer by a function of the use case. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "core/herald-emulator-ask-private.h"
#include "core/herald-session-private.h"

typedef struct
{
  HeraldEmulatorReadFunc read_func; /* (nullable) */
  GDestroyNotify         free_func; /* (nullable) */
} AskTask;

static void
ask_task_clear (AskTask *data)
{
  data->read_func = NULL;
}

HERALD_DEFINE_TASK_DATA (AskTask, ask_task, ask_task_clear)

static void
ask_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AskTask *data = ask_task_get (task);
  GError  *error = NULL;
  g_autoptr (JsonNode) answer =
    herald_emulator_api_send_finish (HERALD_EMULATOR_API (source), result, &error);
  gpointer value = NULL;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (data->read_func == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) json_node_unref);
      return;
    }
  value = data->read_func (answer, &error);
  if (value != NULL)
    g_task_return_pointer (task, value, data->free_func);
  else
    g_task_return_error (task, error);
}

static GBytes *
write_body (JsonObject *body)
{
  g_autoptr (JsonNode) node = NULL;

  if (body == NULL)
    return NULL;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, body);
  return herald_json_write_bytes (node);
}

void
herald_emulator_ask_async (HeraldSession         *session,
                           const char            *method,
                           char                  *path,
                           JsonObject            *body,
                           HeraldEmulatorReadFunc read_func,
                           GDestroyNotify         free_func,
                           GCancellable          *cancellable,
                           GAsyncReadyCallback    callback,
                           gpointer               user_data)
{
  g_autofree char *owned_path = path;
  g_autoptr (GBytes) bytes = write_body (body);
  HeraldEmulatorApi *api;
  AskTask           *data;
  GTask             *task;

  task =
    herald_session_begin (session, herald_emulator_ask_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  api = herald_session_get_emulator_api (session);
  if (api == NULL)
    {
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                               _("This works in the environment “Emulator” only"));
      g_object_unref (task);
      return;
    }
  data = ask_task_attach (task);
  data->read_func = read_func;
  data->free_func = free_func;
  herald_emulator_api_send_async (api, method, owned_path,
                                  bytes != NULL ? "application/json" : NULL, bytes,
                                  g_task_get_cancellable (task), ask_answered_cb, task);
}

gpointer
herald_emulator_ask_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
herald_emulator_ask_finish_done (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonNode) answer = herald_emulator_ask_finish (session, result, error);

  return answer != NULL;
}

GPtrArray *
herald_emulator_ask_read_list (JsonNode *answer,
                               gpointer (*element_func) (JsonObject *, GError **),
                               GDestroyNotify free_func,
                               GError       **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_func);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (answer) ? json_node_get_array (answer) : NULL;
  guint      n_elements = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n_elements; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gpointer  element =
        JSON_NODE_HOLDS_OBJECT (node) ? element_func (json_node_get_object (node), error) : NULL;

      if (element == NULL && (error == NULL || *error == NULL))
        array = NULL;
      if (element == NULL)
        break;
      g_ptr_array_add (list, element);
    }
  if (array != NULL && list->len == n_elements)
    return g_steal_pointer (&list);
  if (array == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                 _("The emulator answered with another kind of data than was asked for"));
  return NULL;
}
