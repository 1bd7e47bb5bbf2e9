/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the discovery document of a sign-in service. No address of it is ever put together here,
 * and none that leads elsewhere is believed. */
#include "config.h"

#include "net/herald-openid.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "model/herald-sign-in.h"
#include "net/herald-remote.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DOCUMENT_BYTES ((gsize) 256 * 1024)
/* Stands in the issuer of documents for several tenants: Microsoft, “OpenID Connect on the
 * Microsoft identity platform”, read 2026-11. */
#define ANY_TENANT "{tenantid}"
#define ISSUER_END "/v2.0"

typedef struct
{
  char *authority; /* (owned) */
  char *tenant;    /* (owned) */
} FetchTask;

static void
fetch_task_clear (FetchTask *self)
{
  g_clear_pointer (&self->authority, g_free);
  g_clear_pointer (&self->tenant, g_free);
}

HERALD_DEFINE_TASK_DATA (FetchTask, fetch_task, fetch_task_clear)

static gboolean
is_any_tenant (const char *tenant)
{
  return strcmp (tenant, "organizations") == 0 || strcmp (tenant, "common") == 0;
}

/* The same origin; or two of Microsoft's: a tenant of a national cloud may be asked for at the
 * public one, whose document then leads to its own. */
static gboolean
is_trusted (const char *url, const char *authority)
{
  gsize length = strlen (authority);

  if (strncmp (url, authority, length) == 0 && url[length] == '/')
    return TRUE;
  if (herald_sign_in_is_microsoft (authority))
    {
      const char      *host = strstr (url, "://");
      const char      *path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;
      g_autofree char *origin = path != NULL ? g_strndup (url, (gsize) (path - url)) : NULL;

      return origin != NULL && herald_sign_in_is_microsoft (origin);
    }
  return FALSE;
}

/* “{origin}/{tenant}/v2.0”; a tenant asked for by its domain is named by its id. */
static gboolean
is_issuer (const char *issuer, const char *authority, const char *tenant)
{
  g_autofree char *named = NULL;
  const char      *host = strstr (issuer, "://");
  const char      *path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;
  gsize            length;

  if (path == NULL || !is_trusted (issuer, authority) || !g_str_has_suffix (path, ISSUER_END))
    return FALSE;
  length = strlen (path + 1) - strlen (ISSUER_END);
  named = g_strndup (path + 1, length);
  if (is_any_tenant (tenant))
    return strcmp (named, ANY_TENANT) == 0;
  if (herald_guid_is_valid (tenant))
    return g_ascii_strcasecmp (named, tenant) == 0;
  return herald_guid_is_valid (named);
}

static gboolean
read_endpoint (JsonObject        *document,
               const char        *name,
               HeraldJsonPresence presence,
               const char        *authority,
               char             **endpoint,
               GError           **error)
{
  const char *value = NULL;

  if (!herald_json_read_string (document, name, presence, &value, error))
    {
      g_prefix_error (error, "%s", _("The sign-in service’s description is not complete: "));
      return FALSE;
    }
  if (value != NULL && !is_trusted (value, authority))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The sign-in service “%s” leads to “%s”, which is not its own address"),
                      authority, value);
      return FALSE;
    }
  *endpoint = g_strdup (value);
  return TRUE;
}

/**
 * herald_openid_free:
 * @self: (nullable): a description
 */
void
herald_openid_free (HeraldOpenid *self)
{
  if (self == NULL)
    return;
  g_free (self->issuer);
  g_free (self->authorization_endpoint);
  g_free (self->token_endpoint);
  g_free (self->device_endpoint);
  g_free (self);
}

/**
 * herald_openid_parse:
 * @document: the discovery document
 * @authority: the origin it was read from
 * @tenant: the tenant it was asked for
 *
 * **Errors:** PROTOCOL: it lacks something, or is that of another tenant or service. **Thread:**
 * any.
 *
 * Returns: (transfer full): what it says
 */
HeraldOpenid *
herald_openid_parse (JsonObject *document,
                     const char *authority,
                     const char *tenant,
                     GError    **error)
{
  g_autoptr (HeraldOpenid) self = g_new0 (HeraldOpenid, 1);
  const char *issuer = NULL;

  g_return_val_if_fail (document != NULL, NULL);
  g_return_val_if_fail (authority != NULL && tenant != NULL, NULL);

  if (!herald_json_read_string (document, "issuer", HERALD_JSON_REQUIRED, &issuer, error))
    return NULL;
  if (!is_issuer (issuer, authority, tenant))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The sign-in service “%s” describes itself as “%s”, which is not the tenant "
                     "“%s”"),
                      authority, issuer, tenant);
      return NULL;
    }
  self->issuer = g_strdup (issuer);
  if (!read_endpoint (document, "authorization_endpoint", HERALD_JSON_REQUIRED, authority,
                      &self->authorization_endpoint, error) ||
      !read_endpoint (document, "token_endpoint", HERALD_JSON_REQUIRED, authority,
                      &self->token_endpoint, error) ||
      !read_endpoint (document, "device_authorization_endpoint", HERALD_JSON_OPTIONAL, authority,
                      &self->device_endpoint, error))
    return NULL;
  return g_steal_pointer (&self);
}

static HeraldOpenid *
read_answer (const HeraldHttpAnswer *answer, const FetchTask *data, GError **error)
{
  g_autoptr (JsonNode) root = herald_http_answer_parse_json (answer, error);

  if (root == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (root))
    return herald_openid_parse (json_node_get_object (root), data->authority, data->tenant, error);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                       _("The sign-in service’s description makes no sense"));
  return NULL;
}

static void
openid_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FetchTask *data = fetch_task_get (task);
  GError    *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  HeraldOpenid *openid = answer != NULL ? read_answer (answer, data, &error) : NULL;

  if (openid != NULL)
    g_task_return_pointer (task, openid, (GDestroyNotify) herald_openid_free);
  else
    g_task_return_error (task, error);
}

/**
 * herald_openid_fetch_async:
 * @http: allows @authority
 * @authority: the sign-in origin
 * @tenant: an id, a domain, or “organizations”
 * @cancellable: (nullable): to cancel
 * @callback: called with the description
 * @user_data: for @callback
 */
void
herald_openid_fetch_async (HeraldHttp         *http,
                           const char         *authority,
                           const char         *tenant,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (HeraldRemote) remote = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autofree char *segment = NULL;
  g_autofree char *url = NULL;
  FetchTask       *data;
  GTask           *task;

  g_return_if_fail (HERALD_IS_HTTP (http));
  g_return_if_fail (authority != NULL && tenant != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_openid_fetch_async);
  data = fetch_task_attach (task);
  data->authority = g_strdup (authority);
  data->tenant = g_strdup (tenant);
  segment = g_uri_escape_string (tenant, NULL, FALSE);
  url = g_strconcat (authority, "/", segment, "/v2.0/.well-known/openid-configuration", NULL);
  request = herald_http_request_new ("sign-in", "GET", url);
  herald_http_request_set_header (request, "Accept", "application/json");
  herald_http_request_set_max_answer_bytes (request, MAX_DOCUMENT_BYTES);
  remote = herald_remote_new_sign_in (http, url);
  herald_remote_call_async (remote, request, cancellable, openid_fetched_cb, task);
}

/**
 * herald_openid_fetch_finish:
 * @http: the client
 * @result: of herald_openid_fetch_async()
 * @error: where to put an error
 *
 * **Errors:** AUTH, NETWORK, PROTOCOL and what else a call can give.
 *
 * Returns: (transfer full): the description
 */
HeraldOpenid *
herald_openid_fetch_finish (HeraldHttp *http, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
