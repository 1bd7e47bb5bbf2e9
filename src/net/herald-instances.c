/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET /api/discovery/v2.0/Instances`: Microsoft, “Discover the URL for your organization”, read
 * 2026-11. */
#include "config.h"

#include "net/herald-instances.h"

#include "base/herald-error.h"
#include "model/herald-instance.h"

#include <glib/gi18n-lib.h>

/* Thousands of environments, a kilobyte each. */
#define MAX_ANSWER_BYTES ((gsize) 16 * 1024 * 1024)

static GPtrArray *
read_answer (const HeraldHttpAnswer *answer, GError **error)
{
  g_autoptr (JsonNode) root = herald_http_answer_parse_json (answer, error);

  if (root == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (root))
    return herald_instances_parse (json_node_get_object (root), error);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                       _("The list of environments makes no sense"));
  return NULL;
}

static void
instances_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  GPtrArray *instances = answer != NULL ? read_answer (answer, &error) : NULL;

  if (instances != NULL)
    g_task_return_pointer (task, instances, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * herald_instances_fetch_async:
 * @remote: the discovery service, with tokens for it
 * @origin: its origin
 * @cancellable: (nullable): to cancel
 * @callback: called with the environments
 * @user_data: for @callback
 */
void
herald_instances_fetch_async (HeraldRemote       *remote,
                              const char         *origin,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autofree char *url = NULL;
  GTask           *task;

  g_return_if_fail (HERALD_IS_REMOTE (remote));
  g_return_if_fail (origin != NULL);

  task = g_task_new (remote, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_instances_fetch_async);
  url = g_strconcat (origin, "/api/discovery/v2.0/Instances", NULL);
  request = herald_http_request_new ("discovery", "GET", url);
  herald_http_request_set_header (request, "Accept", "application/json");
  herald_http_request_set_max_answer_bytes (request, MAX_ANSWER_BYTES);
  herald_remote_call_async (remote, request, cancellable, instances_answered_cb, task);
}

/**
 * herald_instances_fetch_finish:
 * @remote: the discovery service
 * @result: of herald_instances_fetch_async()
 * @error: where to put an error
 *
 * **Errors:** PROTOCOL: the answer is no list of environments; AUTH, FORBIDDEN, NETWORK and what
 * else a call can give.
 *
 * Returns: (transfer full) (element-type HeraldInstance): the environments, by name
 */
GPtrArray *
herald_instances_fetch_finish (HeraldRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, remote), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
