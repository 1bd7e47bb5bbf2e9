/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SoupSession with what the contract asks for around it: allowed origins only, HTTP/1.1,
 * limits. Sending over it is in herald-http-send.c. */
#include "config.h"

#include "net/herald-http-private.h"

#include "base/herald-error.h"
#include "model/herald-url.h"
#include "net/herald-trust.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

/* Dataverse ends an operation after two minutes (contract: dataverse-webapi, 3.5). */
#define TIMEOUT_SECONDS 120
#define IDLE_TIMEOUT_SECONDS 60
/* Dataverse refuses more than 52 concurrent requests of a user (contract: dataverse-webapi, 3.5);
 * a few connections keep the server busy and leave room for other programs of that user. */
#define MAX_CONNECTIONS_PER_HOST 8
#define MAX_CONNECTIONS 32

G_DEFINE_FINAL_TYPE (HeraldHttp, herald_http, G_TYPE_OBJECT)

static gboolean
is_loopback_only (HeraldHttp *self)
{
  GHashTableIter iter;
  gpointer       origin;

  g_hash_table_iter_init (&iter, self->allowed_origins);
  while (g_hash_table_iter_next (&iter, &origin, NULL))
    if (!herald_url_is_loopback (origin))
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full): whom an address names, to be shown */
char *
herald_http_dup_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : url);
}

/**
 * herald_http_check_allowed:
 * @self: a client
 * @url: where something is to be sent
 *
 * **Errors:** NETWORK when that is none of the environment's servers.
 *
 * Returns: whether it may be sent
 */
gboolean
herald_http_check_allowed (HeraldHttp *self, const char *url, GError **error)
{
  g_autofree char *host = NULL;

  if (herald_http_is_allowed (self, url))
    return TRUE;
  host = herald_http_dup_host (url);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK,
               _("“%s” is not one of this environment’s servers, so nothing was sent to it"),
                  host);
  return FALSE;
}

static void
herald_http_dispose (GObject *object)
{
  HeraldHttp *self = HERALD_HTTP (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->extra_authorities);
  if (self->recorder_destroy != NULL)
    self->recorder_destroy (self->recorder_data);
  self->recorder = NULL;
  self->recorder_destroy = NULL;
  G_OBJECT_CLASS (herald_http_parent_class)->dispose (object);
}

static void
herald_http_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_HTTP (object)->allowed_origins, g_hash_table_unref);
  G_OBJECT_CLASS (herald_http_parent_class)->finalize (object);
}

static void
herald_http_class_init (HeraldHttpClass *klass)
{
  herald_http_init_library ();
  G_OBJECT_CLASS (klass)->dispose = herald_http_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_http_finalize;
}

static void
herald_http_init (HeraldHttp *self)
{
  self->allowed_origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_SECONDS, "idle-timeout",
                                                 IDLE_TIMEOUT_SECONDS, "max-conns", MAX_CONNECTIONS,
                                                 "max-conns-per-host", MAX_CONNECTIONS_PER_HOST,
                                                 "user-agent", "Herald/" HERALD_VERSION, NULL);
  /* Tokens are ours to add, and a password prompt of libsoup's has no place here. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
}

/**
 * herald_http_init_library:
 *
 * Switches HTTP/2 of libsoup off for this process: in 3.2 it loses requests on GOAWAY, hangs when a
 * connection is lost and crashes on REFUSED_STREAM. The only switch before 3.4 is the environment
 * variable, which libsoup reads at the first connection. Programs call this first in main(), before
 * any thread exists; creating the first #HeraldHttp does it too.
 */
void
herald_http_init_library (void)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", FALSE);
}

/**
 * herald_http_new:
 * @ca_file: (nullable): path of PEM certificates to trust beside the system's authorities
 *
 * **Errors:** INVALID when @ca_file cannot be used.
 *
 * Returns: (transfer full): a client to which no origin is allowed yet
 */
HeraldHttp *
herald_http_new (const char *ca_file, GError **error)
{
  g_autoptr (HeraldHttp) self = g_object_new (HERALD_TYPE_HTTP, NULL);

  if (ca_file == NULL)
    return g_steal_pointer (&self);
  self->extra_authorities = herald_trust_load (ca_file, error);
  return self->extra_authorities != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * herald_http_allow_origin:
 * @self: a client
 * @url: (nullable): any URL of the origin; one that is no http or https URL is ignored
 *
 * Requests to this origin may leave the computer. While only loopback origins are allowed, the
 * system's proxy is not asked either: nothing but this computer is contacted.
 */
void
herald_http_allow_origin (HeraldHttp *self, const char *url)
{
  char *origin;

  g_return_if_fail (HERALD_IS_HTTP (self));

  origin = herald_origin_normalise (url);
  if (origin == NULL)
    return;
  g_hash_table_add (self->allowed_origins, origin);
  soup_session_set_proxy_resolver (self->session, is_loopback_only (self)
                                                    ? NULL
                                                    : g_proxy_resolver_get_default ());
}

/**
 * herald_http_is_allowed:
 * @self: a client
 * @url: (nullable): a URL
 *
 * Returns: whether requests to @url may be sent
 */
gboolean
herald_http_is_allowed (HeraldHttp *self, const char *url)
{
  g_autofree char *origin = NULL;

  g_return_val_if_fail (HERALD_IS_HTTP (self), FALSE);

  origin = herald_origin_normalise (url);
  return origin != NULL && g_hash_table_contains (self->allowed_origins, origin);
}

/**
 * herald_http_set_recorder:
 * @self: a client
 * @recorder: (nullable): called with each attempt's record when it has ended, before its caller is
 *   told
 * @user_data: for @recorder
 * @destroy: (nullable): frees @user_data
 */
void
herald_http_set_recorder (HeraldHttp            *self,
                          HeraldExchangeRecorder recorder,
                          gpointer               user_data,
                          GDestroyNotify         destroy)
{
  g_return_if_fail (HERALD_IS_HTTP (self));

  if (self->recorder_destroy != NULL)
    self->recorder_destroy (self->recorder_data);
  self->recorder = recorder;
  self->recorder_data = user_data;
  self->recorder_destroy = destroy;
}

/**
 * herald_http_record:
 * @self: a client
 * @exchange: a finished record
 *
 * For other transports of the same environment, so that all records go one way.
 */
void
herald_http_record (HeraldHttp *self, HeraldExchange *exchange)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  g_return_if_fail (HERALD_IS_EXCHANGE (exchange));

  if (self->recorder != NULL)
    self->recorder (exchange, self->recorder_data);
}

/**
 * herald_http_set_timeout:
 * @self: a client
 * @seconds: how long one read or write may take; holds for connections opened from now on
 */
void
herald_http_set_timeout (HeraldHttp *self, guint seconds)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  soup_session_set_timeout (self->session, seconds);
}

/**
 * herald_http_close:
 * @self: a client
 *
 * Cancels what is on its way and ends every connection; later requests open new ones.
 */
void
herald_http_close (HeraldHttp *self)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  soup_session_abort (self->session);
}
