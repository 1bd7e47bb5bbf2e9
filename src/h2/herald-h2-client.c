/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One origin over HTTP/2: requests wait in a queue, travel as streams of the current connection,
 * and move to the next connection when the server says that it has not looked at them. */
#include "config.h"

#include "h2/herald-h2-client.h"

#include "base/herald-error.h"
#include "h2/herald-h2-client-private.h"
#include "h2/herald-h2-connector.h"
#include "h2/herald-h2-request.h"
#include "h2/herald-h2-session-private.h"
#include "h2/herald-h2-source.h"

#include <glib/gi18n-lib.h>

#define LONGEST_CONNECT_MS (15 * 1000)
#define DEFAULT_TIMEOUT_MS (30 * 1000)
/* A server that refuses a request this often while it stays connected does not want it. */
#define MOST_REFUSALS 5
/* So many connections in a row that answered nothing, and the waiting requests fail. */
#define MOST_FRUITLESS_CONNECTIONS 5
/* Middleboxes forget quiet connections; older ones are asked before a request is trusted to them.
 */
#define TRUSTED_QUIET_MS ((gint64) 60 * 1000)

struct _HeraldH2Client
{
  GObject parent_instance;

  HeraldH2Connector *connector; /* (owned) */
  char              *authority; /* (owned) */
  guint              timeout_ms;
  gint64             trusted_quiet_us;
  guint              ping_timeout_ms;

  HeraldH2Session *session;    /* (owned) (nullable): where new requests go */
  GCancellable    *connecting; /* (owned) (nullable): set during an attempt */
  gint64           ready_us;   /* when the session could take requests; 0: not yet */
  guint            n_fruitless;

  GQueue   waiting; /* (element-type HeraldH2Request): in order of arrival */
  GQueue   sent;    /* (element-type HeraldH2Request): in order of sending */
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

/* To connect; one that was given up may end later than the next. */
typedef struct
{
  HeraldH2Client *client;      /* (owned) */
  GCancellable   *cancellable; /* (owned) */
} Attempt;

static void
fail_waiting (HeraldH2Client *self, const GError *error)
{
  GQueue failed = self->waiting;
  GList *link;

  /* The callbacks may queue new requests, which are not part of this failure. */
  g_queue_init (&self->waiting);
  while ((link = g_queue_pop_head_link (&failed)) != NULL)
    herald_h2_request_fail (link->data, g_error_copy (error));
}

static GError *
create_closed_error (void)
{
  return g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, _("The connection was closed"));
}

/* Back into the queue, before everything that arrived later. */
static void
requeue (HeraldH2Client *self, HeraldH2Request *request)
{
  GList *place = self->waiting.head;

  while (place != NULL && ((const HeraldH2Request *) place->data)->number < request->number)
    place = place->next;
  g_queue_insert_before_link (&self->waiting, place, &request->link);
}

static gboolean
may_move (HeraldH2Client *self, HeraldH2Request *request, HeraldH2Fate fate)
{
  return fate == HERALD_H2_NOT_PROCESSED && request->n_refusals <= MOST_REFUSALS && !self->closed &&
         !request->timed_out && !herald_h2_request_is_cancelled (request);
}

static gint64
get_timeout_us (HeraldH2Client *self)
{
  return self->timeout_ms * G_TIME_SPAN_MILLISECOND;
}

static gint64
get_next_deadline (HeraldH2Client *self)
{
  const HeraldH2Request *oldest = g_queue_peek_head (&self->sent);

  if (oldest != NULL)
    return oldest->sent_us + get_timeout_us (self);
  return self->progress_us + get_timeout_us (self);
}

static void
arm_timer (HeraldH2Client *self)
{
  if (self->timer_armed || (self->sent.length == 0 && self->waiting.length == 0))
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
request_cancelled (gpointer data)
{
  HeraldH2Client *self = data;

  g_atomic_int_set (&self->has_cancelled, TRUE);
  schedule (self);
}

static void
answered_cb (HeraldH2Session       *session,
             const HeraldH2Message *message,
             HeraldH2Fate           fate,
             const GError          *error,
             gpointer               data)
{
  HeraldH2Request *request = data;
  g_autoptr (HeraldH2Client) self = g_object_ref (g_task_get_source_object (request->task));

  self->progress_us = g_get_monotonic_time ();
  g_queue_unlink (&self->sent, &request->link);
  g_clear_object (&request->session);
  /* A connection that ends is counted in leave_session(), for all of its requests. */
  if (message == NULL && herald_h2_session_is_open (session))
    request->n_refusals++;
  if (message == NULL && may_move (self, request, fate))
    requeue (self, request);
  else if (message == NULL)
    herald_h2_request_fail (request, herald_h2_request_explain (request, fate, error));
  else
    {
      self->n_fruitless = 0;
      herald_h2_request_succeed (request, message, self->progress_us);
    }
  if (self->waiting.length > 0)
    schedule (self);
}

static void
send_request (HeraldH2Client *self, HeraldH2Request *request)
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
      herald_h2_request_fail (request, error);
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

/* The session takes no more; @error is NULL while its last requests are under way. Connections that
 * answer nothing, again and again, end the waiting. */
static void
leave_session (HeraldH2Client *self, const GError *error)
{
  const gboolean was_ready =
    self->ready_us > 0 || (self->session != NULL && herald_h2_session_was_friendly (self->session));
  g_autoptr (GError) refusal = NULL;

  drop_session (self);
  self->n_fruitless++;
  if (was_ready && self->n_fruitless < MOST_FRUITLESS_CONNECTIONS)
    return;
  self->n_fruitless = 0;
  refusal =
    g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                 _("“%s” keeps closing the connection; send again later"), self->authority);
  fail_waiting (self, error == NULL ? refusal : error);
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
give_up_connecting (HeraldH2Client *self)
{
  g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Attempt *attempt = data;
  g_autoptr (HeraldH2Client) self = attempt->client;
  g_autoptr (GCancellable) cancellable = attempt->cancellable;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  stream = herald_h2_connector_connect_finish (HERALD_H2_CONNECTOR (source), result, &error);
  if (self->connecting != cancellable)
    return;
  g_clear_object (&self->connecting);
  if (stream == NULL)
    {
      fail_waiting (self, error);
      schedule (self);
      return;
    }
  self->session = herald_h2_session_new_client (stream);
  herald_h2_session_set_liveness_ms (self->session, HERALD_H2_PING_AFTER_ACTIVE_MS,
                                     HERALD_H2_PING_AFTER_IDLE_MS, self->ping_timeout_ms);
  g_signal_connect (self->session, "capacity-changed", G_CALLBACK (capacity_changed_cb), self);
  g_signal_connect (self->session, "closed", G_CALLBACK (session_closed_cb), self);
}

static void
start_connecting (HeraldH2Client *self)
{
  Attempt *attempt;

  if (self->connecting != NULL)
    return;
  self->connecting = g_cancellable_new ();
  attempt = g_new0 (Attempt, 1);
  attempt->client = g_object_ref (self);
  attempt->cancellable = g_object_ref (self->connecting);
  herald_h2_connector_connect_async (self->connector, MIN (LONGEST_CONNECT_MS, self->timeout_ms),
                                     self->connecting, connected_cb, attempt);
}

/* Whether the connection takes a request now; asks one that was quiet for long whether it lives. */
static gboolean
session_has_room (HeraldH2Client *self)
{
  const gint64 quiet_us =
    g_get_monotonic_time () - herald_h2_session_get_quiet_since (self->session);

  if (herald_h2_session_get_n_active (self->session) == 0 && quiet_us > self->trusted_quiet_us)
    herald_h2_session_ping (self->session);
  return herald_h2_session_get_capacity (self->session) > 0;
}

static void
dispatch (HeraldH2Client *self)
{
  while (self->waiting.length > 0)
    {
      if (self->session != NULL && !herald_h2_session_is_open (self->session))
        leave_session (self, NULL);
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
      HeraldH2Request *request = link->data;

      next = link->next;
      if (!herald_h2_request_is_cancelled (request))
        continue;
      g_queue_unlink (&self->waiting, link);
      g_queue_push_tail_link (&cancelled, link);
    }
  for (GList *link = self->sent.head; link != NULL; link = link->next)
    {
      HeraldH2Request *request = link->data;

      if (herald_h2_request_is_cancelled (request))
        herald_h2_session_cancel (request->session, request->stream_id);
    }
  while ((next = g_queue_pop_head_link (&cancelled)) != NULL)
    herald_h2_request_fail (next->data,
                            herald_h2_request_explain (next->data, HERALD_H2_NOT_PROCESSED, NULL));
}

static void
close_now (HeraldH2Client *self)
{
  g_autoptr (GError) error = create_closed_error ();
  HeraldH2Request *request;

  give_up_connecting (self);
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

/* New requests go to another connection than the one that let these down. */
static void
end_late_requests (HeraldH2Client *self, gint64 now_us)
{
  for (GList *link = self->sent.head; link != NULL; link = link->next)
    {
      HeraldH2Request *request = link->data;

      if (now_us < request->sent_us + get_timeout_us (self))
        break;
      request->timed_out = TRUE;
      if (request->session == self->session)
        drop_session (self);
      herald_h2_session_cancel (request->session, request->stream_id);
    }
}

/* Neither the connection nor the attempt to make one has got anywhere. */
static void
end_late_waiting (HeraldH2Client *self, gint64 now_us)
{
  g_autoptr (GError) error = NULL;

  if (self->sent.length > 0 || self->waiting.length == 0 ||
      now_us < self->progress_us + get_timeout_us (self))
    return;
  error = g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                       _("“%s” did not take the request in time; try again, or look at the network between"),
                          self->authority);
  give_up_connecting (self);
  drop_session (self);
  fail_waiting (self, error);
}

static gboolean
timer_cb (gpointer data)
{
  g_autoptr (HeraldH2Client) self = g_object_ref (data);
  const gint64 now_us = g_get_monotonic_time ();

  self->timer_armed = FALSE;
  end_late_requests (self, now_us);
  end_late_waiting (self, now_us);
  if (self->waiting.length > 0)
    schedule (self);
  arm_timer (self);
  return G_SOURCE_CONTINUE;
}

static void
herald_h2_client_dispose (GObject *object)
{
  HeraldH2Client *self = HERALD_H2_CLIENT (object);

  /* Requests hold the client, so none is left. */
  self->closed = TRUE;
  give_up_connecting (self);
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
  self->timeout_ms = DEFAULT_TIMEOUT_MS;
  self->trusted_quiet_us = TRUSTED_QUIET_MS * G_TIME_SPAN_MILLISECOND;
  self->ping_timeout_ms = HERALD_H2_PING_TIMEOUT_MS;
}

/**
 * herald_h2_client_new:
 * @origin: “https://host:port”
 * @transport: through which proxy, whom to trust
 * @client_certificate: (nullable): shown to servers that ask for one; APNs takes whatever it is
 *   shown for a provider's, so that the transport's own is not
 *
 * Connects when the first request comes, and again whenever a connection has ended. Belongs to the
 * thread whose default main context it is created on.
 *
 * Returns: (transfer full): a client
 */
HeraldH2Client *
herald_h2_client_new (const char      *origin,
                      HeraldTransport *transport,
                      GTlsCertificate *client_certificate)
{
  HeraldH2Client *self;

  g_return_val_if_fail (origin != NULL, NULL);
  g_return_val_if_fail (HERALD_IS_TRANSPORT (transport), NULL);

  self = g_object_new (HERALD_TYPE_H2_CLIENT, NULL);
  self->connector = herald_h2_connector_new (origin, transport, client_certificate);
  self->authority = herald_h2_connector_dup_authority (self->connector);
  return self;
}

/**
 * herald_h2_client_set_timeout_ms:
 * @self: a client
 * @ms: from sending a request to its whole answer; connecting takes no longer either
 */
void
herald_h2_client_set_timeout_ms (HeraldH2Client *self, guint ms)
{
  g_return_if_fail (HERALD_IS_H2_CLIENT (self));
  g_return_if_fail (ms > 0);

  self->timeout_ms = ms;
  self->timer_armed = FALSE;
  arm_timer (self);
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
  HeraldH2Request *request;

  g_return_if_fail (HERALD_IS_H2_CLIENT (self));
  g_return_if_fail (method != NULL && path != NULL);
  g_return_if_fail (n_headers <= HERALD_H2_MAX_HEADERS - HERALD_H2_N_PSEUDO_HEADERS);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_h2_client_send_async);
  /* An answer that is there is worth more than a late cancel: it says what became of the request.
   */
  g_task_set_check_cancellable (task, FALSE);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_error (task, herald_h2_request_create_cancelled_error ());
      return;
    }
  if (self->closed)
    {
      g_task_return_error (task, create_closed_error ());
      return;
    }
  if (self->waiting.length == 0 && self->sent.length == 0)
    self->progress_us = g_get_monotonic_time ();
  request = herald_h2_request_new (task, method, self->authority, path, headers, n_headers, body);
  request->number = ++self->last_number;
  g_queue_push_tail_link (&self->waiting, &request->link);
  herald_h2_request_watch (request, cancellable, request_cancelled, self);
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

/* For tests: how long a connection may be quiet and still get a request without a ping before, and
 * how long new connections wait for a ping's answer. */
void
herald_h2_client_set_liveness_ms (HeraldH2Client *self,
                                  guint           trusted_quiet_ms,
                                  guint           ping_timeout_ms)
{
  self->trusted_quiet_us = trusted_quiet_ms * G_TIME_SPAN_MILLISECOND;
  self->ping_timeout_ms = ping_timeout_ms;
}
