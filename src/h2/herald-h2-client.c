/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One origin over HTTP/2: requests wait in a queue, travel as streams of the current connection,
 * and move to the next connection when the server says that it has not looked at them. */
#include "config.h"

#include "h2/herald-h2-client.h"

#include "base/herald-error.h"
#include "h2/herald-h2-connector.h"
#include "h2/herald-h2-session-private.h"
#include "h2/herald-h2-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CONNECT_TIMEOUT_SECONDS 15
#define DEFAULT_TIMEOUT_SECONDS 30
#define N_PSEUDO_HEADERS 4
/* A server that refuses a request this often while it stays connected does not want it. */
#define MOST_REFUSALS 5
/* So many connections in a row that answered nothing, and the waiting requests fail. */
#define MOST_FRUITLESS_CONNECTIONS 5
/* Middleboxes forget quiet connections; older ones are asked before a request is trusted to them.
 */
#define TRUSTED_QUIET_US (60 * G_USEC_PER_SEC)

struct _HeraldH2Client
{
  GObject parent_instance;

  HeraldH2Connector *connector; /* (owned) */
  char              *authority; /* (owned) */
  gint64             timeout_us;

  HeraldH2Session *session;    /* (owned) (nullable): where new requests go */
  GCancellable    *connecting; /* (owned) (nullable): set during an attempt */
  gint64           ready_us;   /* when the session could take requests; 0: not yet */
  guint            n_fruitless;

  GQueue   waiting; /* (element-type Request): in order of arrival */
  GQueue   sent;    /* (element-type Request): in order of sending */
  guint64  last_number;
  gint64   progress_us; /* the last time a request was sent or answered */
  GSource *wake;        /* (owned): runs the dispatch */
  GSource *timer;       /* (owned): the next time-out */
  gboolean timer_armed;
  gint     wake_pending;  /* atomic; owns a reference to the client */
  gint     has_cancelled; /* atomic: some request is marked */
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (HeraldH2Client, herald_h2_client, G_TYPE_OBJECT)

typedef struct
{
  GList           link;   /* in waiting or sent; data is the request itself */
  HeraldH2Client *client; /* (unowned): the task holds it */
  GTask          *task;   /* (owned) */
  guint64         number;
  HeraldH2Header *headers; /* (owned): one block with its texts */
  gsize           n_headers;
  GBytes         *body; /* (owned) (nullable) */

  GCancellable *cancellable; /* (owned) (nullable) */
  gulong        cancelled_id;
  gint          cancelled; /* atomic */
  gboolean      timed_out;

  HeraldH2Session *session; /* (owned) (nullable): while sent */
  gint32           stream_id;
  guint            n_refusals;
  gint64           queued_us;
  gint64           sent_us;
  gint64           connect_us;
} Request;

static void
request_free (Request *request)
{
  if (request->cancellable != NULL)
    g_cancellable_disconnect (request->cancellable, request->cancelled_id);
  g_clear_object (&request->cancellable);
  g_clear_object (&request->session);
  g_clear_object (&request->task);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request->headers);
  g_free (request);
}

static gsize
measure (const HeraldH2Header *headers, gsize n_headers)
{
  gsize size = n_headers * sizeof (HeraldH2Header);

  for (gsize i = 0; i < n_headers; i++)
    size += strlen (headers[i].name) + 1 + strlen (headers[i].value) + 1;
  return size;
}

/* Copies headers and their texts into one block: requests are many and short-lived. */
static HeraldH2Header *
copy_headers (const HeraldH2Header *headers, gsize n_headers)
{
  HeraldH2Header *copy = g_malloc (measure (headers, n_headers));
  char           *text = (char *) (copy + n_headers);

  for (gsize i = 0; i < n_headers; i++)
    {
      copy[i].name = text;
      text = g_stpcpy (text, headers[i].name) + 1;
      copy[i].value = text;
      text = g_stpcpy (text, headers[i].value) + 1;
    }
  return copy;
}

static void
request_fail (Request *request, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  request_free (request);
  g_task_return_error (task, error);
}

static void
fail_waiting (HeraldH2Client *self, const GError *error)
{
  GQueue failed = self->waiting;
  GList *link;

  /* The callbacks may queue new requests, which are not part of this failure. */
  g_queue_init (&self->waiting);
  while ((link = g_queue_pop_head_link (&failed)) != NULL)
    request_fail (link->data, g_error_copy (error));
}

static GError *
create_cancelled_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The request was cancelled"));
}

static GError *
create_closed_error (void)
{
  return g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, _("The connection was closed"));
}

static GError *
create_lost_error (const GError *cause)
{
  /* Translators: %s says how the connection ended. */
  g_autofree char *text =
    g_strdup_printf (_("%s; it is not known whether the server has processed the request"),
                        cause->message);

  return herald_error_new_unknown_fate (text);
}

/* What the caller is told about a request that got no answer and does not move. */
static GError *
create_request_error (Request *request, HeraldH2Fate fate, const GError *cause)
{
  g_autoptr (GError) timeout = NULL;

  if (g_atomic_int_get (&request->cancelled))
    return create_cancelled_error ();
  if (request->timed_out)
    {
      timeout = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK,
                                     _("The server did not answer in time"));
      cause = timeout;
    }
  return fate == HERALD_H2_UNKNOWN ? create_lost_error (cause) : g_error_copy (cause);
}

static HeraldH2Answer *
create_answer (Request *request, const HeraldH2Message *message, gint64 now_us)
{
  HeraldH2Answer *answer = g_new0 (HeraldH2Answer, 1);

  answer->status = herald_h2_message_get_status (message);
  answer->headers = g_ptr_array_new_full ((guint) (2 * message->n_headers), g_free);
  for (gsize i = 0; i < message->n_headers; i++)
    {
      if (message->headers[i].name[0] == ':')
        continue;
      g_ptr_array_add (answer->headers, g_strdup (message->headers[i].name));
      g_ptr_array_add (answer->headers, g_strdup (message->headers[i].value));
    }
  answer->body = g_bytes_ref (message->body);
  answer->connect_us = request->connect_us;
  answer->answer_us = now_us - request->sent_us;
  return answer;
}

static void
free_answer (gpointer answer)
{
  herald_h2_answer_free (answer);
}

/* Back into the queue, before everything that arrived later. */
static void
requeue (HeraldH2Client *self, Request *request)
{
  GList *place = self->waiting.head;

  while (place != NULL && ((const Request *) place->data)->number < request->number)
    place = place->next;
  g_queue_insert_before_link (&self->waiting, place, &request->link);
}

static gboolean
may_move (HeraldH2Client *self, Request *request, HeraldH2Fate fate)
{
  return fate == HERALD_H2_NOT_PROCESSED && request->n_refusals <= MOST_REFUSALS && !self->closed &&
         !request->timed_out && !g_atomic_int_get (&request->cancelled);
}

static void
finish_request (HeraldH2Client        *self,
                Request               *request,
                const HeraldH2Message *message,
                HeraldH2Fate           fate,
                const GError          *error)
{
  HeraldH2Answer *answer;
  g_autoptr (GTask) task = NULL;

  if (message == NULL)
    {
      request_fail (request, create_request_error (request, fate, error));
      return;
    }
  self->n_fruitless = 0;
  answer = create_answer (request, message, self->progress_us);
  task = g_steal_pointer (&request->task);
  request_free (request);
  g_task_return_pointer (task, answer, free_answer);
}

static gint64
get_next_deadline (HeraldH2Client *self)
{
  const Request *oldest = g_queue_peek_head (&self->sent);

  if (oldest != NULL)
    return oldest->sent_us + self->timeout_us;
  return self->progress_us + self->timeout_us;
}

static void
arm_timer (HeraldH2Client *self)
{
  if (self->timer_armed || self->timeout_us == 0 ||
      (self->sent.length == 0 && self->waiting.length == 0))
    return;
  self->timer_armed = TRUE;
  herald_h2_source_set_deadline (self->timer, get_next_deadline (self));
}

/* Runs the dispatch in the next turn of the loop, once for all that asked. **Thread:** any. */
static void
schedule (HeraldH2Client *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->wake_pending, FALSE, TRUE))
    return;
  g_object_ref (self);
  herald_h2_source_wake (self->wake);
}

static void
request_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Request *request = data;

  /* Any thread, and g_cancellable_disconnect() must not run in here: only mark it. */
  g_atomic_int_set (&request->cancelled, TRUE);
  g_atomic_int_set (&request->client->has_cancelled, TRUE);
  schedule (request->client);
}

static void
answered_cb (HeraldH2Session       *session,
             const HeraldH2Message *message,
             HeraldH2Fate           fate,
             const GError          *error,
             gpointer               data)
{
  Request *request = data;
  g_autoptr (HeraldH2Client) self = g_object_ref (request->client);

  self->progress_us = g_get_monotonic_time ();
  g_queue_unlink (&self->sent, &request->link);
  g_clear_object (&request->session);
  /* A connection that ends is counted in leave_session(), for all of its requests. */
  if (message == NULL && herald_h2_session_is_open (session))
    request->n_refusals++;
  if (message == NULL && may_move (self, request, fate))
    requeue (self, request);
  else
    finish_request (self, request, message, fate, error);
  if (self->waiting.length > 0)
    schedule (self);
}

static void
send_request (HeraldH2Client *self, Request *request)
{
  GError *error = NULL;

  g_queue_unlink (&self->waiting, &request->link);
  request->sent_us = g_get_monotonic_time ();
  request->connect_us = MAX (0, self->ready_us - request->queued_us);
  request->stream_id =
    herald_h2_session_request (self->session, request->headers, request->n_headers, request->body,
                               answered_cb, request, &error);
  if (request->stream_id == 0)
    {
      request_fail (request, error);
      return;
    }
  request->session = g_object_ref (self->session);
  self->progress_us = request->sent_us;
  g_queue_push_tail_link (&self->sent, &request->link);
}

/* Requests in flight keep an old session alive until its last answer. */
static void
drop_session (HeraldH2Client *self)
{
  g_autoptr (HeraldH2Session) session = g_steal_pointer (&self->session);

  self->ready_us = 0;
  if (session != NULL)
    g_signal_handlers_disconnect_by_data (session, self);
}

/* The session takes no more. Connections that answer nothing, again and again, end the waiting. */
static void
leave_session (HeraldH2Client *self, const GError *error)
{
  const gboolean was_ready = self->ready_us > 0;

  drop_session (self);
  self->n_fruitless++;
  if (was_ready && self->n_fruitless < MOST_FRUITLESS_CONNECTIONS)
    return;
  self->n_fruitless = 0;
  fail_waiting (self, error);
}

static void
capacity_changed_cb (HeraldH2Session *session, HeraldH2Client *self)
{
  if (self->ready_us == 0 && herald_h2_session_get_capacity (session) > 0)
    self->ready_us = g_get_monotonic_time ();
  schedule (self);
}

static void
session_closed_cb (HeraldH2Session *session, const GError *error, HeraldH2Client *self)
{
  leave_session (self, error);
  schedule (self);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HeraldH2Client) self = data;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  stream = herald_h2_connector_connect_finish (HERALD_H2_CONNECTOR (source), result, &error);
  g_clear_object (&self->connecting);
  if (self->closed)
    return;
  if (stream == NULL)
    {
      fail_waiting (self, error);
      schedule (self);
      return;
    }
  self->session = herald_h2_session_new_client (stream);
  g_signal_connect (self->session, "capacity-changed", G_CALLBACK (capacity_changed_cb), self);
  g_signal_connect (self->session, "closed", G_CALLBACK (session_closed_cb), self);
}

static void
start_connecting (HeraldH2Client *self)
{
  if (self->connecting != NULL)
    return;
  self->connecting = g_cancellable_new ();
  herald_h2_connector_connect_async (self->connector, CONNECT_TIMEOUT_SECONDS, self->connecting,
                                     connected_cb, g_object_ref (self));
}

/* Whether the connection takes a request now; asks one that was quiet for long whether it lives. */
static gboolean
session_has_room (HeraldH2Client *self)
{
  const gint64 quiet_us =
    g_get_monotonic_time () - herald_h2_session_get_quiet_since (self->session);

  if (herald_h2_session_get_n_active (self->session) == 0 && quiet_us > TRUSTED_QUIET_US)
    herald_h2_session_ping (self->session);
  return herald_h2_session_get_capacity (self->session) > 0;
}

static void
dispatch (HeraldH2Client *self)
{
  g_autoptr (GError) draining = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK,
                                                     _("The server keeps closing the connection"));

  while (self->waiting.length > 0)
    {
      if (self->session != NULL && !herald_h2_session_is_open (self->session))
        leave_session (self, draining);
      if (self->session == NULL && self->waiting.length > 0)
        start_connecting (self);
      if (self->session == NULL || !session_has_room (self))
        break;
      send_request (self, g_queue_peek_head (&self->waiting));
    }
  arm_timer (self);
}

static void
sweep_cancelled (HeraldH2Client *self)
{
  GQueue cancelled = G_QUEUE_INIT;
  GList *next;

  for (GList *link = self->waiting.head; link != NULL; link = next)
    {
      Request *request = link->data;

      next = link->next;
      if (!g_atomic_int_get (&request->cancelled))
        continue;
      g_queue_unlink (&self->waiting, link);
      g_queue_push_tail_link (&cancelled, link);
    }
  for (GList *link = self->sent.head; link != NULL; link = link->next)
    {
      Request *request = link->data;

      if (g_atomic_int_get (&request->cancelled))
        herald_h2_session_cancel (request->session, request->stream_id);
    }
  while ((next = g_queue_pop_head_link (&cancelled)) != NULL)
    request_fail (next->data, create_request_error (next->data, HERALD_H2_NOT_PROCESSED, NULL));
}

static void
close_now (HeraldH2Client *self)
{
  g_autoptr (GError) error = create_closed_error ();
  Request *request;

  g_cancellable_cancel (self->connecting);
  drop_session (self);
  fail_waiting (self, error);
  /* Each close calls back for all requests of that connection. */
  while ((request = g_queue_peek_head (&self->sent)) != NULL)
    {
      g_autoptr (HeraldH2Session) session = g_object_ref (request->session);

      herald_h2_session_close (session);
    }
}

static gboolean
wake_cb (gpointer data)
{
  g_autoptr (HeraldH2Client) self = data; /* the reference of schedule () */

  g_atomic_int_set (&self->wake_pending, FALSE);
  if (g_atomic_int_compare_and_exchange (&self->has_cancelled, TRUE, FALSE))
    sweep_cancelled (self);
  if (self->closed)
    close_now (self);
  else
    dispatch (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
timer_cb (gpointer data)
{
  g_autoptr (HeraldH2Client) self = g_object_ref (data);
  const gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  self->timer_armed = FALSE;
  for (GList *link = self->sent.head; link != NULL; link = link->next)
    {
      Request *request = link->data;

      if (now_us < request->sent_us + self->timeout_us)
        break;
      request->timed_out = TRUE;
      herald_h2_session_cancel (request->session, request->stream_id);
    }
  if (self->sent.length == 0 && self->waiting.length > 0 &&
      now_us >= self->progress_us + self->timeout_us)
    {
      error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK,
                                   _("The server did not take the request in time"));
      fail_waiting (self, error);
    }
  arm_timer (self);
  return G_SOURCE_CONTINUE;
}

static void
herald_h2_client_dispose (GObject *object)
{
  HeraldH2Client *self = HERALD_H2_CLIENT (object);

  /* Requests hold the client, so none is left. */
  self->closed = TRUE;
  g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  drop_session (self);
  herald_h2_source_clear (&self->wake);
  herald_h2_source_clear (&self->timer);
  g_clear_object (&self->connector);

  G_OBJECT_CLASS (herald_h2_client_parent_class)->dispose (object);
}

static void
herald_h2_client_finalize (GObject *object)
{
  HeraldH2Client *self = HERALD_H2_CLIENT (object);

  g_free (self->authority);

  G_OBJECT_CLASS (herald_h2_client_parent_class)->finalize (object);
}

static void
herald_h2_client_class_init (HeraldH2ClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_h2_client_dispose;
  object_class->finalize = herald_h2_client_finalize;
}

static void
herald_h2_client_init (HeraldH2Client *self)
{
  g_queue_init (&self->waiting);
  g_queue_init (&self->sent);
  self->wake = herald_h2_source_new (wake_cb, self);
  self->timer = herald_h2_source_new (timer_cb, self);
  herald_h2_client_set_timeout (self, DEFAULT_TIMEOUT_SECONDS);
}

/**
 * herald_h2_answer_free:
 * @self: (transfer full): an answer
 */
void
herald_h2_answer_free (HeraldH2Answer *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

/**
 * herald_h2_answer_get_header:
 * @self: an answer
 * @name: lower case
 *
 * Returns: (nullable): the first value of that name
 */
const char *
herald_h2_answer_get_header (const HeraldH2Answer *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i + 1 < self->headers->len; i += 2)
    if (g_str_equal (g_ptr_array_index (self->headers, i), name))
      return g_ptr_array_index (self->headers, i + 1);
  return NULL;
}

/**
 * herald_h2_client_new:
 * @origin: “https://host:port”
 * @ca_file: (nullable): PEM trusted beside the system's authorities
 * @client_certificate: (nullable): shown to servers that ask for one
 *
 * Connects when the first request comes, and again whenever a connection has ended. Belongs to the
 * thread whose default main context it is created on.
 *
 * Returns: (transfer full): a client
 */
HeraldH2Client *
herald_h2_client_new (const char *origin, const char *ca_file, GTlsCertificate *client_certificate)
{
  HeraldH2Client *self;

  g_return_val_if_fail (origin != NULL, NULL);

  self = g_object_new (HERALD_TYPE_H2_CLIENT, NULL);
  self->connector = herald_h2_connector_new (origin, ca_file, client_certificate);
  self->authority = herald_h2_connector_dup_authority (self->connector);
  return self;
}

/**
 * herald_h2_client_set_timeout:
 * @self: a client
 * @seconds: from sending a request to its whole answer; 0 waits for ever
 */
void
herald_h2_client_set_timeout (HeraldH2Client *self, guint seconds)
{
  g_return_if_fail (HERALD_IS_H2_CLIENT (self));

  self->timeout_us = seconds * G_USEC_PER_SEC;
  self->timer_armed = FALSE;
  arm_timer (self);
}

static Request *
create_request (HeraldH2Client       *self,
                GTask                *task,
                const char           *method,
                const char           *path,
                const HeraldH2Header *headers,
                gsize                 n_headers)
{
  Request       *request = g_new0 (Request, 1);
  HeraldH2Header all[HERALD_H2_MAX_HEADERS + N_PSEUDO_HEADERS] = {
    { ":method", method },
    { ":scheme", "https" },
    { ":authority", self->authority },
    { ":path", path },
  };

  for (gsize i = 0; i < n_headers; i++)
    all[N_PSEUDO_HEADERS + i] = headers[i];
  request->n_headers = N_PSEUDO_HEADERS + n_headers;
  request->headers = copy_headers (all, request->n_headers);
  request->link.data = request;
  request->client = self;
  request->task = g_object_ref (task);
  request->number = ++self->last_number;
  request->queued_us = g_get_monotonic_time ();
  return request;
}

static void
watch_cancellable (Request *request, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  request->cancellable = g_object_ref (cancellable);
  request->cancelled_id =
    g_cancellable_connect (cancellable, G_CALLBACK (request_cancelled_cb), request, NULL);
}

/**
 * herald_h2_client_send_async:
 * @self: a client
 * @method: such as “POST”
 * @path: with its query
 * @headers: (array length=n_headers) (nullable): without pseudo headers, names in lower case;
 * copied
 * @n_headers: at most 60
 * @body: (nullable): referenced until the answer is there
 * @cancellable: (nullable): gives the request up
 * @callback: called with the answer, once
 * @user_data: for @callback
 *
 * A request that the server has not looked at (REFUSED_STREAM, or beyond a GOAWAY) is sent again by
 * itself, a few times; one whose fate is unknown never is.
 *
 * **Errors:** NETWORK (herald_error_is_unknown_fate() says whether the server may have acted on
 * it), INVALID (origin, CA file or headers), PROTOCOL, G_IO_ERROR_CANCELLED.
 */
void
herald_h2_client_send_async (HeraldH2Client       *self,
                             const char           *method,
                             const char           *path,
                             const HeraldH2Header *headers,
                             gsize                 n_headers,
                             GBytes               *body,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_return_if_fail (HERALD_IS_H2_CLIENT (self));
  g_return_if_fail (method != NULL && path != NULL);
  g_return_if_fail (n_headers <= HERALD_H2_MAX_HEADERS - N_PSEUDO_HEADERS);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_h2_client_send_async);
  /* An answer that is there is worth more than a late cancel: it says what became of the request.
   */
  g_task_set_check_cancellable (task, FALSE);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_error (task, create_cancelled_error ());
      return;
    }
  if (self->closed)
    {
      g_task_return_error (task, create_closed_error ());
      return;
    }
  if (self->waiting.length == 0 && self->sent.length == 0)
    self->progress_us = g_get_monotonic_time ();
  request = create_request (self, task, method, path, headers, n_headers);
  request->body = body == NULL ? NULL : g_bytes_ref (body);
  g_queue_push_tail_link (&self->waiting, &request->link);
  watch_cancellable (request, cancellable);
  schedule (self);
}

/**
 * herald_h2_client_send_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status
 */
HeraldH2Answer *
herald_h2_client_send_finish (HeraldH2Client *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_h2_client_close:
 * @self: a client
 *
 * Ends the connection. Requests that are not over fail in the next turn of the loop; later ones
 * fail at once.
 */
void
herald_h2_client_close (HeraldH2Client *self)
{
  g_return_if_fail (HERALD_IS_H2_CLIENT (self));

  if (self->closed)
    return;
  self->closed = TRUE;
  if (self->waiting.length > 0 || self->sent.length > 0)
    schedule (self);
  else
    close_now (self);
}
