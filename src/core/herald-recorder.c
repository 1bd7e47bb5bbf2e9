/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One write at a time; the busier the session, the more exchanges each write takes along. Of each
 * it is kept, too, which server was contacted. */
#include "config.h"

#include "core/herald-recorder.h"

#include "base/herald-task-data.h"
#include "net/herald-origin.h"
#include "store/herald-table-exchange.h"
#include "store/herald-table-host.h"

/* Nobody reads more than the store keeps. */
#define MAX_WAITING HERALD_EXCHANGE_MAX_ROWS

typedef struct
{
  char      *environment_id; /* (owned) */
  GPtrArray *copies;         /* (owned) (element-type HeraldExchange): for the lane */
  GPtrArray *originals;      /* (owned) (element-type HeraldExchange): get the ids at home */
  GPtrArray *hosts;          /* (owned) (element-type HeraldHost): contacts and refusals */
} Batch;

struct _HeraldRecorder
{
  GObject parent_instance;

  HeraldStore *store;          /* (owned) */
  char        *environment_id; /* (owned) */

  GPtrArray *waiting;     /* (owned) (element-type HeraldExchange) */
  GPtrArray *hosts;       /* (owned) (element-type HeraldHost): contacts and refusals, waiting */
  GPtrArray *settle_now;  /* (owned) (element-type GTask): wait for the write under way */
  GPtrArray *settle_next; /* (owned) (element-type GTask): wait for the one after it */
  gboolean   writing;
};

G_DEFINE_FINAL_TYPE (HeraldRecorder, herald_recorder, G_TYPE_OBJECT)

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_free (batch->environment_id);
  g_ptr_array_unref (batch->copies);
  g_ptr_array_unref (batch->originals);
  g_ptr_array_unref (batch->hosts);
  g_free (batch);
}

/* An object belongs to one thread: the lane gets one of its own. */
static HeraldExchange *
copy_exchange (HeraldExchange *exchange)
{
  return herald_exchange_restore (0, herald_exchange_get_service (exchange),
                                  herald_exchange_get_method (exchange),
                                  herald_exchange_get_url (exchange),
                                  herald_exchange_get_started_us (exchange),
                                  herald_exchange_get_request_headers (exchange),
                                  herald_exchange_get_request_body (exchange),
                                  herald_exchange_get_status (exchange),
                                  herald_exchange_get_protocol (exchange),
                                  herald_exchange_get_answer_headers (exchange),
                                  herald_exchange_get_answer_body (exchange),
                                  herald_exchange_get_error (exchange),
                                  herald_exchange_get_connect_us (exchange),
                                  herald_exchange_get_total_us (exchange));
}

/* On the write lane. */
static gboolean
write_batch (HeraldConnection *connection, gpointer data, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->copies->len; i++)
    if (!herald_table_exchange_insert (connection, batch->environment_id,
                                       g_ptr_array_index (batch->copies, i), error))
      return FALSE;
  for (guint i = 0; i < batch->hosts->len; i++)
    if (!herald_table_host_add (connection, g_ptr_array_index (batch->hosts, i), error))
      return FALSE;
  return TRUE;
}

static GPtrArray *
new_hosts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) herald_host_free);
}

static gboolean
is_anything_waiting (HeraldRecorder *self)
{
  return self->waiting->len > 0 || self->hosts->len > 0;
}

static void
return_tasks (GPtrArray **tasks)
{
  g_autoptr (GPtrArray) ended = *tasks;

  *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < ended->len; i++)
    g_task_return_boolean (g_ptr_array_index (ended, i), TRUE);
}

static void start_write (HeraldRecorder *self);

static void
store_wrote_batch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldRecorder) self = user_data;
  g_autoptr (GError) error = NULL;
  Batch *batch = herald_store_write_finish (HERALD_STORE (source), result, &error);

  /* What ends after the last environment was closed has nowhere to go. */
  if (batch == NULL && !herald_store_is_closed (self->store))
    g_warning ("Exchanges were not recorded: %s", error->message);
  for (guint i = 0; batch != NULL && i < batch->copies->len; i++)
    herald_exchange_set_id (g_ptr_array_index (batch->originals, i),
                            herald_exchange_get_id (g_ptr_array_index (batch->copies, i)));
  self->writing = FALSE;
  return_tasks (&self->settle_now);
  start_write (self);
}

/* True recursion: the end of one write starts the next. */
static void
start_write (HeraldRecorder *self)
{
  Batch     *batch;
  GPtrArray *swapped;

  if (self->writing || !is_anything_waiting (self))
    return;
  /* Requests that the end of the program cancelled come too late. */
  if (herald_store_is_closed (self->store))
    {
      g_ptr_array_set_size (self->waiting, 0);
      g_ptr_array_set_size (self->hosts, 0);
      return_tasks (&self->settle_next);
      return;
    }
  swapped = self->settle_now;
  self->settle_now = self->settle_next;
  self->settle_next = swapped;
  self->writing = TRUE;
  batch = g_new0 (Batch, 1);
  batch->environment_id = g_strdup (self->environment_id);
  batch->originals = g_steal_pointer (&self->waiting);
  batch->copies = g_ptr_array_new_full (batch->originals->len, g_object_unref);
  for (guint i = 0; i < batch->originals->len; i++)
    g_ptr_array_add (batch->copies, copy_exchange (g_ptr_array_index (batch->originals, i)));
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  batch->hosts = g_steal_pointer (&self->hosts);
  self->hosts = new_hosts ();
  herald_store_write_async (self->store, write_batch, batch, batch_free, NULL, store_wrote_batch_cb,
                            g_object_ref (self));
}

static void
herald_recorder_finalize (GObject *object)
{
  HeraldRecorder *self = HERALD_RECORDER (object);

  g_clear_object (&self->store);
  g_free (self->environment_id);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->hosts);
  g_ptr_array_unref (self->settle_next);
  g_ptr_array_unref (self->settle_now);
  G_OBJECT_CLASS (herald_recorder_parent_class)->finalize (object);
}

static void
herald_recorder_class_init (HeraldRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_recorder_finalize;
}

static void
herald_recorder_init (HeraldRecorder *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->hosts = new_hosts ();
  self->settle_next = g_ptr_array_new_with_free_func (g_object_unref);
  self->settle_now = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * herald_recorder_new:
 * @store: where exchanges are kept
 * @environment_id: whose exchanges they are
 *
 * Returns: (transfer full): a recorder
 */
HeraldRecorder *
herald_recorder_new (HeraldStore *store, const char *environment_id)
{
  HeraldRecorder *self = g_object_new (HERALD_TYPE_RECORDER, NULL);

  self->store = g_object_ref (store);
  self->environment_id = g_strdup (environment_id != NULL ? environment_id : "");
  return self;
}

/* Takes @host. */
static void
add_host (HeraldRecorder *self, HeraldHost *host)
{
  if (self->hosts->len == MAX_WAITING)
    g_ptr_array_remove_index (self->hosts, 0);
  g_ptr_array_add (self->hosts, host);
}

/* Returns: (transfer full): one contact */
static HeraldHost *
new_contact_at (HeraldRecorder    *self,
                const char        *origin,
                HeraldHostPurposes purposes,
                gint64             when_us)
{
  HeraldHost *host = herald_host_new (self->environment_id, origin);

  host->purposes = purposes;
  host->contacted_us = when_us;
  host->n_contacts = 1;
  return host;
}

/* Returns: (transfer full) (nullable): one contact */
static HeraldHost *
new_contact (HeraldRecorder *self, const char *url, HeraldHostPurposes purposes, gint64 when_us)
{
  g_autofree char *origin = herald_origin_normalise (url);

  return origin != NULL ? new_contact_at (self, origin, purposes, when_us) : NULL;
}

static void
note_exchange (HeraldRecorder *self, HeraldExchange *exchange)
{
  HeraldHost *host =
    new_contact (self, herald_exchange_get_url (exchange),
                 herald_host_purposes_from_service (herald_exchange_get_service (exchange)),
                 herald_exchange_get_started_us (exchange));

  if (host == NULL)
    return;
  host->status = herald_exchange_get_status (exchange);
  host->error = g_strdup (herald_exchange_get_error (exchange));
  add_host (self, host);
}

/**
 * herald_recorder_record:
 * @self: a recorder
 * @exchange: a finished exchange; gets its id when it was written
 */
void
herald_recorder_record (HeraldRecorder *self, HeraldExchange *exchange)
{
  g_return_if_fail (HERALD_IS_RECORDER (self));

  if (self->waiting->len == MAX_WAITING)
    g_ptr_array_remove_index (self->waiting, 0);
  g_ptr_array_add (self->waiting, g_object_ref (exchange));
  note_exchange (self, exchange);
  start_write (self);
}

/**
 * herald_recorder_note_contact:
 * @self: a recorder
 * @url: whom the connection was to
 * @purposes: what for
 * @error: (nullable): how it failed
 *
 * For connections that no exchange goes over.
 */
void
herald_recorder_note_contact (HeraldRecorder    *self,
                              const char        *url,
                              HeraldHostPurposes purposes,
                              const char        *error)
{
  HeraldHost *host;

  g_return_if_fail (HERALD_IS_RECORDER (self));

  host = new_contact (self, url, purposes, g_get_real_time ());
  if (host == NULL)
    return;
  host->error = g_strdup (error);
  add_host (self, host);
  start_write (self);
}

/**
 * herald_recorder_note_proxy:
 * @self: a recorder
 * @transport: what went through it
 * @proxy: “scheme://host:port”
 * @error: (nullable): how the way through it failed
 *
 * A proxy is contacted, too, with whatever goes through it.
 */
void
herald_recorder_note_proxy (HeraldRecorder  *self,
                            HeraldTransport *transport,
                            const char      *proxy,
                            const char      *error)
{
  HeraldHostPurposes purpose;
  HeraldHost        *host;

  g_return_if_fail (HERALD_IS_RECORDER (self));
  g_return_if_fail (HERALD_IS_TRANSPORT (transport));
  g_return_if_fail (proxy != NULL);

  purpose =
    herald_transport_uses_system_proxy (transport) ? HERALD_HOST_SYSTEM_PROXY : HERALD_HOST_PROXY;
  host = new_contact_at (self, proxy, purpose, g_get_real_time ());
  host->error = g_strdup (error);
  add_host (self, host);
  start_write (self);
}

/**
 * herald_recorder_note_refusal:
 * @self: a recorder
 * @origin: a server that is none of the environment's
 */
void
herald_recorder_note_refusal (HeraldRecorder *self, const char *origin)
{
  HeraldHost *host;

  g_return_if_fail (HERALD_IS_RECORDER (self));
  g_return_if_fail (origin != NULL);

  host = herald_host_new (self->environment_id, origin);
  host->refused_us = g_get_real_time ();
  host->n_refused = 1;
  add_host (self, host);
  start_write (self);
}

/**
 * herald_recorder_settle_async:
 * @self: a recorder
 * @callback: called when everything recorded so far was written
 * @user_data: for @callback
 */
void
herald_recorder_settle_async (HeraldRecorder     *self,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_RECORDER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, herald_recorder_settle_async);
  if (!self->writing)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  /* With nothing waiting, the write under way is the one to wait for. */
  g_ptr_array_add (is_anything_waiting (self) ? self->settle_next : self->settle_now, task);
}

/**
 * herald_recorder_settle_finish:
 * @self: a recorder
 * @result: of herald_recorder_settle_async()
 * @error: where to put an error
 *
 * Returns: TRUE; an exchange that could not be written keeps the id 0
 */
gboolean
herald_recorder_settle_finish (HeraldRecorder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
