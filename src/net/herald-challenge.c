/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Dataverse answers to somebody without a token: which sign-in service and tenant it belongs
 * to (Microsoft, “Use OAuth authentication with Microsoft Dataverse”, read 2026-11). */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-url.h"
#include "net/herald-openid.h"
#include "net/herald-remote.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HTTP_UNAUTHORIZED 401
#define PARAMETER "authorization_uri="
/* They become a part of an address that a browser opens. */
#define MAX_CLAIMS_BYTES ((gsize) 4096)

/* Returns: (nullable): the value of @name, which ends in “=”, with or without quotes */
static char *
dup_parameter (const char *header, const char *name)
{
  for (const char *at = header; *at != '\0'; at++)
    {
      const char *value = at + strlen (name);

      if (g_ascii_strncasecmp (at, name, strlen (name)) != 0 ||
          (at > header && strchr (" ,\t", at[-1]) == NULL))
        continue;
      if (*value == '"')
        return g_strndup (value + 1, strcspn (value + 1, "\""));
      return g_strndup (value, strcspn (value, ", \t"));
    }
  return NULL;
}

/* “/{tenant}/oauth2/authorize”, or with v2.0 between. */
static char *
dup_tenant (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (g_strv_length (parts) < 4 || *parts[0] != '\0' || strcmp (parts[2], "oauth2") != 0 ||
      !g_regex_match_simple ("^[A-Za-z0-9][A-Za-z0-9.-]*$", parts[1], G_REGEX_DOLLAR_ENDONLY,
                             G_REGEX_MATCH_DEFAULT))
    return NULL;
  return g_ascii_strdown (parts[1], -1);
}

/**
 * herald_challenge_free:
 * @self: (nullable): a challenge
 */
void
herald_challenge_free (HeraldChallenge *self)
{
  if (self == NULL)
    return;
  g_free (self->authority);
  g_free (self->tenant);
  g_free (self);
}

/**
 * herald_challenge_parse:
 * @header: a value of WWW-Authenticate
 *
 * **Errors:** PROTOCOL when it names no sign-in service, or one without encryption. **Thread:**
 * any.
 *
 * Returns: (transfer full): the sign-in service and the tenant
 */
HeraldChallenge *
herald_challenge_parse (const char *header, GError **error)
{
  g_autofree char *address = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *tenant = NULL;
  const char      *host;
  const char      *path;
  HeraldChallenge *self;

  g_return_val_if_fail (header != NULL, NULL);

  address = dup_parameter (header, PARAMETER);
  host = address != NULL ? strstr (address, "://") : NULL;
  path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;
  if (path != NULL)
    {
      g_autofree char *start = g_strndup (address, (gsize) (path - address));

      origin = herald_url_normalise_origin (start, NULL);
      tenant = dup_tenant (path);
    }
  if (origin == NULL || tenant == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                           _("The address does not say where one signs in, so it is probably not "
                             "that of a Dataverse environment; check it"));
      return NULL;
    }
  self = g_new0 (HeraldChallenge, 1);
  self->authority = g_steal_pointer (&origin);
  self->tenant = g_steal_pointer (&tenant);
  return self;
}

/* Returns: (nullable): the JSON text in Base64 */
static char *
decode_claims (const char *base64)
{
  gsize              length = 0;
  g_autofree guchar *bytes = g_base64_decode (base64, &length);
  g_autoptr (GBytes) body = g_bytes_new (bytes, length);
  g_autoptr (JsonObject) object = NULL;

  if (length == 0 || length > MAX_CLAIMS_BYTES)
    return NULL;
  object = herald_json_parse_object (body, NULL);
  return object != NULL ? g_strndup ((const char *) bytes, length) : NULL;
}

/**
 * herald_challenge_dup_claims:
 * @answer: an answer of any status
 *
 * What a 401 asks for beside a token, such as a second factor: Microsoft, “Claims challenges,
 * claims requests and client capabilities”, read 2026-11. **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the JSON text to repeat to the sign-in service; %NULL when
 *   nothing is asked for, or nothing that makes sense
 */
char *
herald_challenge_dup_claims (const HeraldHttpAnswer *answer)
{
  g_return_val_if_fail (answer != NULL, NULL);

  for (guint i = 0; answer->status == HTTP_UNAUTHORIZED && i + 1 < answer->headers->len; i += 2)
    {
      const char      *header = g_ptr_array_index (answer->headers, i + 1);
      g_autofree char *fault = NULL;
      g_autofree char *claims = NULL;

      if (g_ascii_strcasecmp (g_ptr_array_index (answer->headers, i), "WWW-Authenticate") != 0)
        continue;
      fault = dup_parameter (header, "error=");
      claims = dup_parameter (header, "claims=");
      if (g_strcmp0 (fault, "insufficient_claims") == 0 && claims != NULL)
        return decode_claims (claims);
    }
  return NULL;
}

static HeraldChallenge *
read_answer (const HeraldHttpAnswer *answer, GError **error)
{
  const char *header = "";

  if (answer->status != HTTP_UNAUTHORIZED && !herald_http_answer_is_success (answer))
    {
      herald_http_answer_check (answer, HERALD_SERVICE_DATAVERSE, error);
      return NULL;
    }
  for (guint i = 0; i + 1 < answer->headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (answer->headers, i), "WWW-Authenticate") == 0)
      {
        header = g_ptr_array_index (answer->headers, i + 1);
        if (strstr (header, PARAMETER) != NULL)
          break;
      }
  return herald_challenge_parse (header, error);
}

static void
challenge_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish (HERALD_REMOTE (source), result, &error);
  HeraldChallenge *challenge = answer != NULL ? read_answer (answer, &error) : NULL;

  if (challenge != NULL)
    g_task_return_pointer (task, challenge, (GDestroyNotify) herald_challenge_free);
  else
    g_task_return_error (task, error);
}

/**
 * herald_challenge_fetch_async:
 * @http: allows @environment_url
 * @environment_url: Dataverse's origin
 * @cancellable: (nullable): to cancel
 * @callback: called with the challenge
 * @user_data: for @callback
 */
void
herald_challenge_fetch_async (HeraldHttp         *http,
                              const char         *environment_url,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (HeraldRemote) remote = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autofree char *url = NULL;
  GTask           *task;

  g_return_if_fail (HERALD_IS_HTTP (http));
  g_return_if_fail (environment_url != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_challenge_fetch_async);
  url = g_strconcat (environment_url, "/api/data/v9.2/", NULL);
  request = herald_http_request_new ("dataverse", "GET", url);
  herald_http_request_set_header (request, "Accept", "application/json");
  remote = herald_remote_new (http, HERALD_SERVICE_DATAVERSE, NULL);
  herald_remote_call_async (remote, request, cancellable, challenge_fetched_cb, task);
}

/**
 * herald_challenge_fetch_finish:
 * @http: the client
 * @result: of herald_challenge_fetch_async()
 * @error: where to put an error
 *
 * **Errors:** PROTOCOL: this is no Dataverse; NETWORK and what else a call can give.
 *
 * Returns: (transfer full): which sign-in service and tenant the environment belongs to
 */
HeraldChallenge *
herald_challenge_fetch_finish (HeraldHttp *http, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
