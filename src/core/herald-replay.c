/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logged request has lost its secrets. Dataverse gets the session's token instead, registration
 * the access token of the app that it names; what needs another secret is not sent. */
#include "config.h"

#include "core/herald-replay.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/herald-error.h"
#include "base/herald-redact.h"
#include "core/herald-session-private.h"
#include "model/herald-exchange-filter.h"

/* What the client writes itself, or what belongs to the sender's connection. */
static const char *const own_headers[] = {
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "host",
  "transfer-encoding",
  "accept-encoding",
  "expect",
  "te",
  "upgrade",
  "keep-alive",
  "proxy-connection",
  NULL,
};

static gboolean
refuse (GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("Its credentials were not kept, so only the program that sent it can send it again"));
  return FALSE;
}

/* The access token of the app whose id is in @body. */
static const char *
find_api_token (HeraldSession *session, const char *body)
{
  HeraldEmulatorInfo *info = herald_session_get_emulator (session);

  for (gsize i = 0; i < herald_emulator_info_get_n_apps (info); i++)
    {
      const HeraldEmulatorApp *app = herald_emulator_info_get_app (info, i);

      if (strstr (body, app->id) != NULL)
        return app->api_token;
    }
  return NULL;
}

/* Returns: (transfer full) (nullable): the body as it was sent; %NULL with @error set when a secret
 * in it is unknown */
static char *
restore_body (HeraldSession *session, const char *body, GError **error)
{
  const char *token;
  g_auto (GStrv) parts = NULL;

  if (strstr (body, HERALD_REDACTED) == NULL)
    return g_strdup (body);
  token = find_api_token (session, body);
  if (token == NULL)
    {
      refuse (error);
      return NULL;
    }
  parts = g_strsplit (body, HERALD_REDACTED, -1);
  return g_strjoinv (token, parts);
}

static void
copy_headers (HeraldHttpRequest *request, HeraldExchange *exchange)
{
  g_auto (GStrv) lines = g_strsplit (herald_exchange_get_request_headers (exchange), "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], ": ", 2);
      g_autofree char *name = parts[0] != NULL ? g_ascii_strdown (parts[0], -1) : NULL;

      if (name == NULL || parts[1] == NULL || strstr (parts[1], HERALD_REDACTED) != NULL ||
          g_strv_contains (own_headers, name) || *name == ':')
        continue;
      herald_http_request_set_header (request, name, parts[1]);
    }
}

/* Returns: (transfer full) (nullable): the value of the header @name, in lower case letters */
static char *
dup_header (HeraldExchange *exchange, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (herald_exchange_get_request_headers (exchange), "\n", -1);
  gsize length = strlen (name);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 &&
        g_str_has_prefix (lines[i] + length, ": "))
      return g_strdup (lines[i] + length + 2);
  return NULL;
}

static HeraldHttpRequest *
build_request (HeraldSession *session, HeraldExchange *exchange, GError **error)
{
  const char *http = herald_emulator_info_get_http (herald_session_get_emulator (session));
  const char *path = herald_exchange_get_url (exchange);
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autofree char *url = NULL;
  g_autofree char *type = NULL;
  g_autofree char *body = NULL;
  g_autoptr (GBytes) bytes = NULL;

  /* The log tells paths, our own record of a replay whole addresses. */
  if (g_str_has_prefix (path, http))
    path += strlen (http);
  if (*path != '/' || strstr (path, HERALD_REDACTED) != NULL)
    {
      refuse (error);
      return NULL;
    }
  body = restore_body (session, herald_exchange_get_request_body (exchange), error);
  if (body == NULL)
    return NULL;
  url = g_strconcat (http, path, NULL);
  request = herald_http_request_new (herald_exchange_find_service (path),
                                     herald_exchange_get_method (exchange), url);
  /* Once: what it gives this time is the point of it. */
  herald_http_request_set_idempotent (request, FALSE);
  copy_headers (request, exchange);
  type = dup_header (exchange, "content-type");
  bytes = g_bytes_new (body, strlen (body));
  if (*body != '\0')
    herald_http_request_set_body (request, type != NULL ? type : "application/json", bytes);
  return g_steal_pointer (&request);
}

static void
return_answer (GTask *task, HeraldHttpAnswer *answer, GError *error)
{
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_object_ref (answer->exchange), g_object_unref);
  herald_http_answer_free (answer);
}

static void
replay_called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError           *error = NULL;
  HeraldHttpAnswer *answer = herald_remote_call_finish (HERALD_REMOTE (source), result, &error);

  return_answer (task, answer, error);
}

static void
replay_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError           *error = NULL;
  HeraldHttpAnswer *answer = herald_http_send_finish (HERALD_HTTP (source), result, &error);

  return_answer (task, answer, error);
}

/* APNs and Google check who sends; their credentials are never in a log. */
static gboolean
check_service (const char *service, GError **error)
{
  if (strcmp (service, "apns") == 0 || strcmp (service, "fcm") == 0)
    return refuse (error);
  return TRUE;
}

/**
 * herald_replay_is_harmless:
 * @exchange: a logged exchange
 *
 * Returns: whether its request only reads
 */
gboolean
herald_replay_is_harmless (HeraldExchange *exchange)
{
  const char *method;

  g_return_val_if_fail (HERALD_IS_EXCHANGE (exchange), FALSE);

  method = herald_exchange_get_method (exchange);
  return strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0 ||
         strcmp (method, "OPTIONS") == 0;
}

/**
 * herald_replay_async:
 * @session: the emulator's open session
 * @exchange: an exchange of the emulator's log
 * @cancellable: (nullable): to cancel
 * @callback: called with the new exchange
 * @user_data: for @callback
 *
 * Sends the request once, whatever comes back.
 */
void
herald_replay_async (HeraldSession      *session,
                     HeraldExchange     *exchange,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_autoptr (HeraldHttpRequest) request = NULL;
  const char *service;
  GTask      *task;
  GError     *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_EXCHANGE (exchange));
  g_return_if_fail (herald_session_get_emulator (session) != NULL);

  task = herald_session_begin (session, herald_replay_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  service = herald_exchange_find_service (herald_exchange_get_url (exchange));
  if (check_service (service, &error))
    request = build_request (session, exchange, &error);
  if (request == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (strcmp (service, "dataverse") == 0)
    herald_remote_call_async (herald_dataverse_get_remote (herald_session_get_dataverse (session)),
                              request, g_task_get_cancellable (task), replay_called_cb, task);
  else
    herald_http_send_async (herald_session_get_http (session), request,
                            g_task_get_cancellable (task), replay_sent_cb, task);
}

/**
 * herald_replay_finish:
 * @session: a session
 * @result: of herald_replay_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: it needs a secret that was not kept; what a call can give.
 *
 * Returns: (transfer full): the new exchange, with an answer of any status
 */
HeraldExchange *
herald_replay_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
