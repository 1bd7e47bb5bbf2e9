/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens on 127.0.0.1 for one answer of the sign-in service, told by its state; whatever else
 * knocks is sent away and ends nothing. */
#include "config.h"

#include "net/herald-loopback.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "net/herald-pkce.h"
#include "net/herald-sign-in-refusal.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  GSource *timeout;   /* (owned) (nullable) */
  GSource *cancelled; /* (owned) (nullable) */
} WaitTask;

struct _HeraldLoopback
{
  GObject parent_instance;

  SoupServer *server;       /* (owned) */
  char       *redirect_uri; /* (owned) */
  char       *state;        /* (owned) */
  GTask      *waiter;       /* (owned) (nullable) */

  gboolean is_answered;
  char    *code;  /* (owned) (nullable): secret */
  GError  *error; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldLoopback, herald_loopback, G_TYPE_OBJECT)

static void
free_secret (gpointer secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
destroy_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
wait_task_clear (WaitTask *self)
{
  g_clear_pointer (&self->timeout, destroy_source);
  g_clear_pointer (&self->cancelled, destroy_source);
}

HERALD_DEFINE_TASK_DATA (WaitTask, wait_task, wait_task_clear)

/* Gives the waiter what there is, once. */
static void
end_wait (HeraldLoopback *self)
{
  g_autoptr (GTask) waiter = g_steal_pointer (&self->waiter);

  if (waiter == NULL)
    return;
  wait_task_clear (wait_task_get (waiter));
  soup_server_disconnect (self->server);
  if (self->error != NULL)
    g_task_return_error (waiter, g_steal_pointer (&self->error));
  else
    g_task_return_pointer (waiter, g_steal_pointer (&self->code), free_secret);
}

static void
answer_page (SoupServerMessage *message,
             guint              status,
             const char        *title,
             const char        *text,
             const char        *detail)
{
  g_autofree char    *safe_title = g_markup_escape_text (title, -1);
  g_autofree char    *safe_text = g_markup_escape_text (text, -1);
  g_autofree char    *safe_detail = g_markup_escape_text (detail != NULL ? detail : "", -1);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  char               *page =
    g_strdup_printf ("<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width\">"
                     "<title>%s</title></head>"
                     "<body dir=\"auto\"><h1>%s</h1><p>%s</p>%s%s%s</body></html>",
                     safe_title, safe_title, safe_text, detail != NULL ? "<pre dir=\"auto\">" : "",
                     safe_detail, detail != NULL ? "</pre>" : "");

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page,
                                    strlen (page));
}

static void
take_refusal (HeraldLoopback *self, GHashTable *query)
{
  const HeraldSignInRefusal refusal = {
    .code = g_hash_table_lookup (query, "error"),
    .words = g_hash_table_lookup (query, "error_description"),
  };

  self->error = herald_sign_in_refusal_to_error (&refusal, HERALD_ERROR_AUTH);
}

/* Only the browser that was sent away knows the state. */
static void
take_answer (HeraldLoopback *self, SoupServerMessage *message, GHashTable *query)
{
  const char *code = query != NULL ? g_hash_table_lookup (query, "code") : NULL;
  const char *refusal = query != NULL ? g_hash_table_lookup (query, "error") : NULL;

  if (query == NULL || self->is_answered ||
      !herald_pkce_is_same (self->state, g_hash_table_lookup (query, "state")) ||
      (code == NULL) == (refusal == NULL))
    {
      answer_page (message, SOUP_STATUS_BAD_REQUEST,
                   _("This is not the sign-in"),
                      _("This page only takes the answer of the sign-in that Herald waits for."),
                         NULL);
      return;
    }
  self->is_answered = TRUE;
  if (code != NULL)
    {
      self->code = g_strdup (code);
      answer_page (message, SOUP_STATUS_OK,
                   _("You are signed in"),
                      _("Herald goes on by itself. You can close this page."), NULL);
      return;
    }
  take_refusal (self, query);
  answer_page (message, SOUP_STATUS_OK,
               _("The sign-in did not work"), self->error->message,
                  herald_error_get_detail (self->error));
}

/* Another name for this computer would be somebody else's page. */
static gboolean
is_for_us (HeraldLoopback *self, SoupServerMessage *message)
{
  const char *host =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host");
  const char *port = strrchr (self->redirect_uri, ':');
  const char *host_port = host != NULL ? strchr (host, ':') : NULL;

  return host_port != NULL && strcmp (host_port, port) == 0 &&
         (g_str_has_prefix (host, "localhost:") || g_str_has_prefix (host, "127.0.0.1:"));
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  HeraldLoopback *self = user_data;

  if (strcmp (path, "/") != 0 || !is_for_us (self, message))
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  else if (strcmp (soup_server_message_get_method (message), "GET") != 0)
    soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
  else
    take_answer (self, message, query);
}

/* After the page has gone out: the browser shall not find the door shut. */
static void
request_finished_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  HeraldLoopback *self = user_data;

  if (self->is_answered)
    end_wait (self);
}

static gboolean
timed_out_cb (gpointer user_data)
{
  HeraldLoopback *self = user_data;

  g_set_error_literal (&self->error, HERALD_ERROR, HERALD_ERROR_AUTH,
                       _("Nobody signed in within the time; start again"));
  end_wait (self);
  return G_SOURCE_REMOVE;
}

static gboolean
wait_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  HeraldLoopback *self = user_data;

  g_cancellable_set_error_if_cancelled (cancellable, &self->error);
  end_wait (self);
  return G_SOURCE_REMOVE;
}

static void
herald_loopback_finalize (GObject *object)
{
  HeraldLoopback *self = HERALD_LOOPBACK (object);

  /* The waiter holds the object, so none is left here. */
  g_assert (self->waiter == NULL);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->redirect_uri, g_free);
  g_clear_pointer (&self->state, free_secret);
  g_clear_pointer (&self->code, free_secret);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (herald_loopback_parent_class)->finalize (object);
}

static void
herald_loopback_class_init (HeraldLoopbackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_loopback_finalize;
}

static void
herald_loopback_init (HeraldLoopback *self)
{
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  g_signal_connect (self->server, "request-finished", G_CALLBACK (request_finished_cb), self);
  g_signal_connect (self->server, "request-aborted", G_CALLBACK (request_finished_cb), self);
}

/**
 * herald_loopback_new:
 * @state: the word that the answer has to carry
 *
 * **Errors:** NETWORK when nothing can listen here.
 *
 * Returns: (transfer full): a listener on a free port of 127.0.0.1
 */
HeraldLoopback *
herald_loopback_new (const char *state, GError **error)
{
  g_autoptr (HeraldLoopback) self = g_object_new (HERALD_TYPE_LOOPBACK, NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) local_error = NULL;
  GSList *uris;

  g_return_val_if_fail (state != NULL, NULL);

  self->state = g_strdup (state);
  if (!soup_server_listen (self->server, address, 0, &local_error))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK,
                   _("Herald cannot wait for the browser on this computer: %s"),
                      local_error->message);
      return NULL;
    }
  uris = soup_server_get_uris (self->server);
  /* The portal takes http://localhost only, with any port (Microsoft, “Redirect URI (reply URL)
   * outline and restrictions”, read 2026-11). */
  self->redirect_uri = g_strdup_printf ("http://localhost:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return g_steal_pointer (&self);
}

/**
 * herald_loopback_get_redirect_uri:
 * @self: a listener
 *
 * Returns: (transfer none): where the browser has to be sent back to
 */
const char *
herald_loopback_get_redirect_uri (HeraldLoopback *self)
{
  g_return_val_if_fail (HERALD_IS_LOOPBACK (self), NULL);

  return self->redirect_uri;
}

/**
 * herald_loopback_wait_async:
 * @self: a listener; waited for once
 * @timeout_seconds: how long
 * @cancellable: (nullable): ends it earlier
 * @callback: called when the browser came back, or not
 * @user_data: for @callback
 */
void
herald_loopback_wait_async (HeraldLoopback     *self,
                            guint               timeout_seconds,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  WaitTask *data;

  g_return_if_fail (HERALD_IS_LOOPBACK (self));
  g_return_if_fail (self->waiter == NULL);

  self->waiter = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->waiter, herald_loopback_wait_async);
  data = wait_task_attach (self->waiter);
  data->timeout = g_timeout_source_new_seconds (timeout_seconds);
  g_source_set_callback (data->timeout, timed_out_cb, self, NULL);
  g_source_attach (data->timeout, g_task_get_context (self->waiter));
  if (cancellable == NULL)
    return;
  data->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (data->cancelled, G_SOURCE_FUNC (wait_cancelled_cb), self, NULL);
  g_source_attach (data->cancelled, g_task_get_context (self->waiter));
}

/**
 * herald_loopback_wait_finish:
 * @self: a listener
 * @result: of herald_loopback_wait_async()
 * @error: where to put an error
 *
 * **Errors:** AUTH: refused, declined or nobody came in time; CANCELLED.
 *
 * Returns: (transfer full): the authorization code, a secret
 */
char *
herald_loopback_wait_finish (HeraldLoopback *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
