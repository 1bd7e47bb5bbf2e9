/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client keeps of one request, and the answer or error it ends with. */
#include "config.h"

#include "h2/herald-h2-request.h"

#include "base/herald-error.h"
#include "h2/herald-h2-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define AUTHORITY 2 /* of the pseudo headers */

static void
request_free (HeraldH2Request *self)
{
  if (self->cancellable != NULL)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->task);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->headers);
  g_free (self);
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
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  HeraldH2Request *self = data;

  /* Any thread, and g_cancellable_disconnect() must not run in here: only mark it. */
  g_atomic_int_set (&self->cancelled, TRUE);
  self->cancelled_func (self->cancelled_data);
}

static HeraldH2Answer *
create_answer (HeraldH2Request *self, const HeraldH2Message *message, gint64 now_us)
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
  answer->connect_us = self->connect_us;
  answer->answer_us = now_us - self->sent_us;
  return answer;
}

static void
free_answer (gpointer answer)
{
  herald_h2_answer_free (answer);
}

static GError *
create_lost_error (const GError *cause)
{
  /* Translators: %s says how the connection ended. */
  g_autofree char *text =
    g_strdup_printf (_("%s; it is not known whether the server has processed the request"),
                        cause->message);
  GError *error = herald_error_new_unknown_fate (text);

  error->code = cause->code;
  return error;
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
 * herald_h2_request_new:
 * @task: of the call; referenced
 * @method: such as “POST”
 * @authority: host and port
 * @path: with its query
 * @headers: (array length=n_headers): without pseudo headers; copied
 * @n_headers: at most 60
 * @body: (nullable): referenced
 *
 * Returns: (transfer full): a request; ended by herald_h2_request_succeed() or
 *   herald_h2_request_fail()
 */
HeraldH2Request *
herald_h2_request_new (GTask                *task,
                       const char           *method,
                       const char           *authority,
                       const char           *path,
                       const HeraldH2Header *headers,
                       gsize                 n_headers,
                       GBytes               *body)
{
  HeraldH2Request *self = g_new0 (HeraldH2Request, 1);
  HeraldH2Header   all[HERALD_H2_MAX_HEADERS] = {
      { ":method", method },
      { ":scheme", "https" },
      [AUTHORITY] = { ":authority", authority },
      { ":path", path },
  };

  g_assert (n_headers + HERALD_H2_N_PSEUDO_HEADERS <= G_N_ELEMENTS (all));

  for (gsize i = 0; i < n_headers; i++)
    all[HERALD_H2_N_PSEUDO_HEADERS + i] = headers[i];
  self->n_headers = HERALD_H2_N_PSEUDO_HEADERS + n_headers;
  self->headers = copy_headers (all, self->n_headers);
  self->link.data = self;
  self->task = g_object_ref (task);
  self->body = body == NULL ? NULL : g_bytes_ref (body);
  self->queued_us = g_get_monotonic_time ();
  return self;
}

/**
 * herald_h2_request_watch:
 * @self: a request
 * @cancellable: (nullable): the caller's
 * @cancelled_func: called after the request was marked, in the thread that cancels
 * @data: for @cancelled_func
 */
void
herald_h2_request_watch (HeraldH2Request *self,
                         GCancellable    *cancellable,
                         GDestroyNotify   cancelled_func,
                         gpointer         data)
{
  if (cancellable == NULL)
    return;
  self->cancelled_func = cancelled_func;
  self->cancelled_data = data;
  self->cancellable = g_object_ref (cancellable);
  self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
}

/**
 * herald_h2_request_is_cancelled:
 * @self: a request
 *
 * Returns: whether the caller has given it up
 */
gboolean
herald_h2_request_is_cancelled (HeraldH2Request *self)
{
  return g_atomic_int_get (&self->cancelled);
}

/**
 * herald_h2_request_succeed:
 * @self: (transfer full): a request in no queue
 * @message: the answer
 * @now_us: on the monotonic clock
 */
void
herald_h2_request_succeed (HeraldH2Request *self, const HeraldH2Message *message, gint64 now_us)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  HeraldH2Answer *answer = create_answer (self, message, now_us);

  request_free (self);
  g_task_return_pointer (task, answer, free_answer);
}

/**
 * herald_h2_request_fail:
 * @self: (transfer full): a request in no queue
 * @error: (transfer full): why
 */
void
herald_h2_request_fail (HeraldH2Request *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  request_free (self);
  g_task_return_error (task, error);
}

/**
 * herald_h2_request_explain:
 * @self: a request that got no answer and is not sent again
 * @fate: what became of it
 * @cause: (nullable): what the session said; needed unless the request was cancelled
 *
 * Returns: (transfer full): what the caller is told
 */
GError *
herald_h2_request_explain (HeraldH2Request *self, HeraldH2Fate fate, const GError *cause)
{
  g_autoptr (GError) timeout = NULL;

  if (herald_h2_request_is_cancelled (self))
    return herald_h2_request_create_cancelled_error ();
  if (self->timed_out)
    {
      timeout = g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                             _("“%s” did not answer in time"), self->headers[AUTHORITY].value);
      cause = timeout;
    }
  return fate == HERALD_H2_UNKNOWN ? create_lost_error (cause) : g_error_copy (cause);
}

/**
 * herald_h2_request_create_cancelled_error:
 *
 * Returns: (transfer full): what the caller is told who gave a request up
 */
GError *
herald_h2_request_create_cancelled_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The request was cancelled"));
}
