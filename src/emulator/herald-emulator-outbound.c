/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP client on the emulator's thread, for loopback addresses only. What goes to others is
 * written into the request log with its whole address as the path; what goes to the emulator itself
 * is in the log as it comes in. */
#include "config.h"

#include "emulator/herald-emulator-outbound.h"

#include "base/herald-json.h"

#include <libsoup/soup.h>
#include <string.h>

#define SERVICE_NAME "outbound"
#define TIMEOUT_SECONDS 10
#define MOST_CONNECTIONS 32
#define MOST_CONNECTIONS_PER_HOST 16
#define MOST_WAITING 10000 /* a receiver that never answers must not fill the memory */

/* Shared with what is under way, which ends after the site. */
typedef struct
{
  HeraldEmulatorSite *site;    /* (unowned) (nullable): parent, NULL when it ended */
  SoupSession        *session; /* (owned) */
  guint               waiting;
} Outbound;

typedef struct
{
  Outbound                  *outbound; /* (owned) */
  SoupMessage               *message;  /* (owned) (nullable) */
  HeraldEmulatorCall        *record;   /* (owned) (nullable): for the log */
  HeraldEmulatorOutboundFunc func;     /* (nullable) */
  gpointer                   user_data;
  GDestroyNotify             destroy; /* (nullable) */
} Request;

static void
outbound_unref (Outbound *self)
{
  g_rc_box_release (self);
}

static void
request_finish (Request *request, guint status, const char *location)
{
  if (request->outbound->site != NULL && request->func != NULL)
    request->func (status, location, request->user_data);
  if (request->destroy != NULL)
    request->destroy (request->user_data);
  g_clear_object (&request->message);
  g_clear_object (&request->record);
  g_clear_pointer (&request->outbound, outbound_unref);
  g_free (request);
}

static void
copy_header_cb (const char *name, const char *value, gpointer user_data)
{
  herald_emulator_call_add_request_header (user_data, name, value);
}

/* The exchange as the log keeps it; NULL for one with the emulator itself. */
static HeraldEmulatorCall *
make_record (HeraldEmulatorSite *site, SoupMessage *message, GBytes *body)
{
  GUri            *uri = soup_message_get_uri (message);
  g_autofree char *origin =
    g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
  HeraldEmulatorCall *call;

  origin[strlen (origin) - strlen (g_uri_get_path (uri))] = '\0';
  if (herald_emulator_site_is_own_origin (site, origin))
    return NULL;
  {
    g_autofree char *path = g_strconcat (origin, g_uri_get_path (uri), NULL);

    call = herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, soup_message_get_method (message),
                                     path, g_uri_get_query (uri), NULL, NULL, NULL);
  }
  soup_message_headers_foreach (soup_message_get_request_headers (message), copy_header_cb, call);
  if (body != NULL)
    herald_emulator_call_set_body (call, body);
  return call;
}

static void
write_record (Request *request, guint status)
{
  HeraldEmulatorSite *site = request->outbound->site;

  if (site == NULL || request->record == NULL)
    return;
  if (status != 0)
    herald_emulator_call_respond (request->record, status, NULL);
  herald_emulator_log_add (herald_emulator_site_get_log (site), request->record,
                           herald_clock_get_unix_us (herald_emulator_site_get_clock (site)));
}

/* The body does not matter, and a receiver may send one without end. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
    soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint       status = stream != NULL ? soup_message_get_status (request->message) : 0;
  const char *location = NULL;

  if (stream != NULL)
    location = soup_message_headers_get_one (soup_message_get_response_headers (request->message),
                                             "Location");
  else
    g_debug ("No answer: %s", error->message);
  request->outbound->waiting--;
  write_record (request, status);
  request_finish (request, status, location);
}

/* A receiver on this machine rarely has a certificate that anybody vouches for. */
static gboolean
accept_certificate_cb (SoupMessage         *message,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags errors,
                       gpointer             user_data)
{
  return TRUE;
}

static Request *
request_new (HeraldEmulatorSite        *site,
             const char                *method,
             const char                *url,
             HeraldEmulatorOutboundFunc func,
             gpointer                   user_data,
             GDestroyNotify             destroy)
{
  Request *request = g_new0 (Request, 1);

  request->outbound = g_rc_box_acquire (herald_emulator_site_get_service (site, SERVICE_NAME));
  request->func = func;
  request->user_data = user_data;
  request->destroy = destroy;
  request->message = soup_message_new (method, url);
  if (request->message == NULL)
    return request;
  /* A redirection could lead to another machine. */
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (request->message, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                    NULL);
  return request;
}

static void
request_send (Request *request, GBytes *body)
{
  Outbound *outbound = request->outbound;

  if (request->message == NULL ||
      !herald_emulator_outbound_is_allowed (soup_message_get_uri (request->message)))
    {
      g_message ("Not sent, because only this machine is contacted");
      request_finish (request, 0, NULL);
      return;
    }
  request->record = make_record (outbound->site, request->message, body);
  if (outbound->waiting >= MOST_WAITING)
    {
      g_message ("Not sent, because too many requests wait for an answer");
      write_record (request, 0);
      request_finish (request, 0, NULL);
      return;
    }
  outbound->waiting++;
  soup_session_send_async (outbound->session, request->message, G_PRIORITY_DEFAULT, NULL,
                           answered_cb, request);
}

static void
add_headers (SoupMessage *message, JsonObject *headers)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (headers == NULL)
    return;
  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, &name, &value))
    soup_message_headers_replace (soup_message_get_request_headers (message), name,
                                  json_node_get_string (value));
}

/**
 * herald_emulator_outbound_is_allowed:
 * @uri: an absolute address
 *
 * Returns: whether it names this machine; nothing else is ever contacted
 */
gboolean
herald_emulator_outbound_is_allowed (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return (host != NULL && g_ascii_strcasecmp (host, "localhost") == 0) ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

/**
 * herald_emulator_outbound_post:
 * @site: the site
 * @url: an absolute address on this machine
 * @headers: (nullable): texts by name
 * @body: sent as JSON
 * @func: (nullable): gets the answer's status, 0 when there is none
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 */
void
herald_emulator_outbound_post (HeraldEmulatorSite        *site,
                               const char                *url,
                               JsonObject                *headers,
                               JsonObject                *body,
                               HeraldEmulatorOutboundFunc func,
                               gpointer                   user_data,
                               GDestroyNotify             destroy)
{
  Request *request = request_new (site, "POST", url, func, user_data, destroy);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (GBytes) bytes = herald_json_write_bytes (node);

  if (request->message != NULL)
    {
      add_headers (request->message, headers);
      soup_message_set_request_body_from_bytes (request->message, "application/json", bytes);
    }
  request_send (request, bytes);
}

/**
 * herald_emulator_outbound_get:
 * @site: the site
 * @url: an absolute address on this machine
 * @func: (nullable): gets the answer's status, 0 when there is none, and its Location
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 */
void
herald_emulator_outbound_get (HeraldEmulatorSite        *site,
                              const char                *url,
                              HeraldEmulatorOutboundFunc func,
                              gpointer                   user_data,
                              GDestroyNotify             destroy)
{
  request_send (request_new (site, "GET", url, func, user_data, destroy), NULL);
}

static void
outbound_end (gpointer data)
{
  Outbound *self = data;

  self->site = NULL;
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  outbound_unref (self);
}

/**
 * herald_emulator_outbound_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_outbound_attach (HeraldEmulatorSite *site, GError **error)
{
  Outbound *self = g_rc_box_new0 (Outbound);

  self->site = site;
  self->session =
    soup_session_new_with_options ("timeout", TIMEOUT_SECONDS, "proxy-resolver", NULL, "max-conns",
                                   MOST_CONNECTIONS, "max-conns-per-host",
                                   MOST_CONNECTIONS_PER_HOST, NULL);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, outbound_end);
  return TRUE;
}
