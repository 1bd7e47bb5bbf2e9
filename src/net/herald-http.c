/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SoupSession with what the contract asks for around it: allowed origins only, HTTP/1.1,
 * limits. Sending over it is in herald-http-send.c. */
#include "config.h"

#include "net/herald-http-private.h"

#include "base/herald-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

/* Dataverse ends an operation after two minutes (contract: dataverse-webapi, 3.5). */
#define TIMEOUT_SECONDS 120
#define IDLE_TIMEOUT_SECONDS 60
/* The time-out above is for each read: a server that sends a byte a minute would never meet it. */
#define LONGEST_ATTEMPT_MS (10 * 60 * 1000)
/* Dataverse refuses more than 52 concurrent requests of a user (contract: dataverse-webapi, 3.5);
 * a few connections keep the server busy and leave room for other programs of that user. */
#define MAX_CONNECTIONS_PER_HOST 8
#define MAX_CONNECTIONS 32

/* A name in the domain name system has 253 characters at most (RFC 1035, 2.3.4). */
#define MAX_REFUSED_HOST_LENGTH 253

G_DEFINE_FINAL_TYPE (HeraldHttp, herald_http, G_TYPE_OBJECT)

enum
{
  SIGNAL_REFUSED,
  SIGNAL_WENT_THROUGH,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* Returns: (transfer full): whom an address names, to be shown */
char *
herald_http_dup_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : url);
}

/* Returns: (transfer full) (nullable): scheme and host of what may be anything, and nothing else of
 * it */
static char *
dup_refused_origin (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  g_autofree char *origin = NULL;
  g_autofree char *normalised = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      strlen (g_uri_get_host (uri)) > MAX_REFUSED_HOST_LENGTH)
    return NULL;
  origin = g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                       g_uri_get_port (uri), "", NULL, NULL);
  normalised = herald_origin_normalise (origin);
  return normalised != NULL ? g_steal_pointer (&normalised) : g_steal_pointer (&origin);
}

/**
 * herald_http_refuse:
 * @self: a client
 * @url: (nullable): where something would have gone
 *
 * Says by #HeraldHttp::refused that nothing goes there. For those who look at an address before a
 * request is made of it.
 */
void
herald_http_refuse (HeraldHttp *self, const char *url)
{
  g_autofree char *origin = NULL;

  g_return_if_fail (HERALD_IS_HTTP (self));

  origin = dup_refused_origin (url);
  if (origin != NULL)
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, origin);
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
  herald_http_refuse (self, url);
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
  g_clear_object (&self->transport);
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
  g_clear_pointer (&HERALD_HTTP (object)->pacers, g_hash_table_unref);
  g_clear_object (&HERALD_HTTP (object)->waits);
  G_OBJECT_CLASS (herald_http_parent_class)->finalize (object);
}

static void
herald_http_class_init (HeraldHttpClass *klass)
{
  herald_http_init_library ();
  G_OBJECT_CLASS (klass)->dispose = herald_http_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_http_finalize;

  /**
   * HeraldHttp::refused:
   * @self: a client
   * @origin: a server that is none of the environment's, without path and query
   *
   * Something would have gone there, and nothing was sent.
   */
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", HERALD_TYPE_HTTP, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * HeraldHttp::went-through:
   * @self: a client
   * @proxy: scheme, host and port of a proxy
   * @exchange: what went through it
   */
  signals[SIGNAL_WENT_THROUGH] =
    g_signal_new ("went-through", HERALD_TYPE_HTTP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, HERALD_TYPE_EXCHANGE);
}

static void
herald_http_init (HeraldHttp *self)
{
  self->longest_ms = LONGEST_ATTEMPT_MS;
  self->most_bytes = G_MAXSIZE;
  self->allowed_origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waits = herald_waits_new ();
  self->pacers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
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
 * @transport: (nullable): how the servers are reached; %NULL for the system's proxy and authorities
 *
 * Returns: (transfer full): a client to which no origin is allowed yet
 */
HeraldHttp *
herald_http_new (HeraldTransport *transport)
{
  HeraldHttp *self = g_object_new (HERALD_TYPE_HTTP, NULL);
  g_autoptr (HeraldTransport) usual = NULL;

  if (transport == NULL)
    usual = herald_transport_new_default ();
  herald_http_set_transport (self, transport != NULL ? transport : usual);
  return self;
}

/**
 * herald_http_set_transport:
 * @self: a client that has not sent anything
 * @transport: how the servers are reached
 */
void
herald_http_set_transport (HeraldHttp *self, HeraldTransport *transport)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  g_return_if_fail (HERALD_IS_TRANSPORT (transport));

  g_set_object (&self->transport, transport);
  soup_session_set_proxy_resolver (self->session, herald_transport_get_proxy_resolver (transport));
  soup_session_set_tls_database (self->session, herald_transport_get_authorities (transport));
}

/**
 * herald_http_get_transport:
 * @self: a client
 *
 * Returns: (transfer none): how the servers are reached
 */
HeraldTransport *
herald_http_get_transport (HeraldHttp *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP (self), NULL);

  return self->transport;
}

static void
allow (HeraldHttp *self, const char *url, gboolean is_own)
{
  char *origin = herald_origin_normalise (url);

  if (origin == NULL)
    return;
  if (is_own)
    g_hash_table_insert (self->allowed_origins, origin, GINT_TO_POINTER (TRUE));
  else if (g_hash_table_contains (self->allowed_origins, origin))
    g_free (origin);
  else
    g_hash_table_insert (self->allowed_origins, origin, GINT_TO_POINTER (FALSE));
}

/**
 * herald_http_allow_origin:
 * @self: a client
 * @url: (nullable): any URL of the origin; one that is no http or https URL is ignored
 *
 * Requests to this server of the environment may leave the computer.
 */
void
herald_http_allow_origin (HeraldHttp *self, const char *url)
{
  g_return_if_fail (HERALD_IS_HTTP (self));

  allow (self, url, TRUE);
}

/**
 * herald_http_allow_foreign_origin:
 * @self: a client
 * @url: any URL of the origin
 *
 * Requests may go there, too, but it is somebody else's server: the environment's client
 * certificate, which says who one is, is not shown there.
 */
void
herald_http_allow_foreign_origin (HeraldHttp *self, const char *url)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  g_return_if_fail (url != NULL);

  allow (self, url, FALSE);
}

/* Returns: (transfer none) (nullable): what to show to this server when it asks */
GTlsCertificate *
herald_http_get_certificate_for (HeraldHttp *self, const char *url)
{
  g_autofree char *origin = herald_origin_normalise (url);

  if (origin == NULL || g_hash_table_lookup (self->allowed_origins, origin) == NULL)
    return NULL;
  return herald_transport_get_client_certificate (self->transport);
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
 * herald_http_set_waits:
 * @self: a client, before anything is called with it
 * @waits: whatever waits is told to it
 */
void
herald_http_set_waits (HeraldHttp *self, HeraldWaits *waits)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  g_return_if_fail (HERALD_IS_WAITS (waits));

  g_set_object (&self->waits, waits);
}

/**
 * herald_http_get_waits:
 * @self: a client
 *
 * Returns: (transfer none): what waits because a service asked for it
 */
HeraldWaits *
herald_http_get_waits (HeraldHttp *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP (self), NULL);

  return self->waits;
}

/**
 * herald_http_get_pacer:
 * @self: a client
 * @service: which service it is
 * @url: any URL of its server
 *
 * What asks one caller to wait asks all of them: calls of a service that are made here and there
 * share this one.
 *
 * Returns: (transfer none): what holds calls of that server back, and of no other
 */
HeraldPacer *
herald_http_get_pacer (HeraldHttp *self, HeraldService service, const char *url)
{
  g_autofree char *origin = NULL;
  HeraldPacer     *pacer;

  g_return_val_if_fail (HERALD_IS_HTTP (self), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  origin = herald_origin_normalise (url);
  if (origin == NULL)
    origin = g_strdup (url);
  pacer = g_hash_table_lookup (self->pacers, origin);
  if (pacer == NULL)
    {
      pacer = herald_pacer_new ();
      herald_pacer_set_waits (pacer, self->waits, service);
      g_hash_table_insert (self->pacers, g_steal_pointer (&origin), pacer);
    }
  return pacer;
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
  g_autofree char *host = NULL;
  g_autofree char *proxy = NULL;

  g_return_if_fail (HERALD_IS_HTTP (self));
  g_return_if_fail (HERALD_IS_EXCHANGE (exchange));

  if (self->recorder != NULL)
    self->recorder (exchange, self->recorder_data);
  host = herald_http_dup_host (herald_exchange_get_url (exchange));
  proxy = herald_transport_dup_proxy_origin (self->transport, host);
  if (proxy != NULL)
    g_signal_emit (self, signals[SIGNAL_WENT_THROUGH], 0, proxy, exchange);
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
 * herald_http_set_longest_ms:
 * @self: a client
 * @ms: how long a whole attempt may take, redirects included; ten minutes unless it is set
 */
void
herald_http_set_longest_ms (HeraldHttp *self, guint ms)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  self->longest_ms = ms;
}

/**
 * herald_http_set_most_bytes:
 * @self: a client
 * @n_bytes: how large an answer's body may be, unpacked, even where its request allows more
 */
void
herald_http_set_most_bytes (HeraldHttp *self, gsize n_bytes)
{
  g_return_if_fail (HERALD_IS_HTTP (self));
  self->most_bytes = n_bytes;
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
