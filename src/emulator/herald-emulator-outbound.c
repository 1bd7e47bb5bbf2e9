/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP client on the emulator's thread, for loopback addresses only. */
#include "config.h"

#include "emulator/herald-emulator-outbound.h"

#include "base/herald-json.h"

#include <libsoup/soup.h>

#define SERVICE_NAME "outbound"
#define TIMEOUT_SECONDS 10

typedef struct
{
  SoupMessage               *message; /* (owned) */
  HeraldEmulatorOutboundFunc func;    /* (nullable) */
  gpointer                   user_data;
  GDestroyNotify             destroy; /* (nullable) */
} Post;

static void
post_finish (Post *post, guint status)
{
  if (post->func != NULL)
    post->func (status, post->user_data);
  if (post->destroy != NULL)
    post->destroy (post->user_data);
  g_clear_object (&post->message);
  g_free (post);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Post *post = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body =
    soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  if (body == NULL)
    g_debug ("No answer: %s", error->message);
  post_finish (post, body != NULL ? soup_message_get_status (post->message) : 0);
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
  SoupSession *session = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (GBytes) bytes = herald_json_write_bytes (node);
  Post *post = g_new0 (Post, 1);

  post->func = func;
  post->user_data = user_data;
  post->destroy = destroy;
  post->message = soup_message_new ("POST", url);
  if (post->message == NULL ||
      !herald_emulator_outbound_is_allowed (soup_message_get_uri (post->message)))
    {
      g_message ("Not sent, because only this machine is contacted");
      post_finish (post, 0);
      return;
    }
  /* A redirection could lead to another machine. */
  soup_message_add_flags (post->message, SOUP_MESSAGE_NO_REDIRECT);
  add_headers (post->message, headers);
  soup_message_set_request_body_from_bytes (post->message, "application/json", bytes);
  soup_session_send_and_read_async (session, post->message, G_PRIORITY_DEFAULT, NULL, answered_cb,
                                    post);
}

static void
session_free (gpointer session)
{
  soup_session_abort (session);
  g_object_unref (session);
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
  SoupSession *session =
    soup_session_new_with_options ("timeout", TIMEOUT_SECONDS, "proxy-resolver", NULL, NULL);

  herald_emulator_site_take_service (site, SERVICE_NAME, session, session_free);
  return TRUE;
}
