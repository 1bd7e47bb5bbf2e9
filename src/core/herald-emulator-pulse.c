/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question at a time, on a connection of its own: neither the calls that wait for the emulator
 * nor the record of contacted servers are in its way. A stopped process still gets connections from
 * its kernel, so only an answer counts. */
#include "config.h"

#include "core/herald-emulator-pulse.h"

#include "model/herald-emulator-info.h"

#define SESSION_DATA "herald-emulator-pulse"
#define LOOK_MS 2000
#define PATIENCE_MS 6000

static const char health_request[] = "GET /_herald/health HTTP/1.1\r\n"
                                     "Host: localhost\r\n"
                                     "Connection: close\r\n\r\n";

struct _HeraldEmulatorPulse
{
  GObject parent_instance;

  char         *origin;
  guint         patience_ms;
  guint         timer_id;
  GCancellable *cancellable; /* (owned): of the question */

  HeraldPulse state;
  gint64      answered_us; /* real time of the last answer */
  gint64      asked_us;    /* monotonic time of the open question; 0 without one */
};

/* A question on its way. */
typedef struct
{
  HeraldEmulatorPulse *self;        /* (owned) */
  GCancellable        *cancellable; /* (owned) */
  GSocketConnection   *connection;  /* (owned) (nullable) */
  guint8               first_byte;
} Question;

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HeraldEmulatorPulse, herald_emulator_pulse, G_TYPE_OBJECT)

static void
question_free (Question *question)
{
  if (question->connection != NULL)
    g_io_stream_close_async (G_IO_STREAM (question->connection), G_PRIORITY_DEFAULT, NULL, NULL,
                             NULL);
  g_clear_object (&question->connection);
  g_clear_object (&question->cancellable);
  g_clear_object (&question->self);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
set_state (HeraldEmulatorPulse *self, HeraldPulse state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Ends a question, unless it was given up. */
static void
conclude (Question *question, HeraldPulse state)
{
  HeraldEmulatorPulse *self = question->self;

  if (g_cancellable_is_cancelled (question->cancellable))
    return;
  self->asked_us = 0;
  if (state == HERALD_PULSE_BEATS)
    self->answered_us = g_get_real_time ();
  set_state (self, state);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  gssize n_bytes = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  conclude (question, n_bytes > 0 ? HERALD_PULSE_BEATS : HERALD_PULSE_GONE);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  GInputStream *answer;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    {
      conclude (question, HERALD_PULSE_GONE);
      return;
    }
  answer = g_io_stream_get_input_stream (G_IO_STREAM (question->connection));
  g_input_stream_read_async (answer, &question->first_byte, 1, G_PRIORITY_DEFAULT,
                             question->cancellable, answered_cb, question);
  g_steal_pointer (&question);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  GOutputStream *output;

  question->connection =
    g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, NULL);
  if (question->connection == NULL)
    {
      conclude (question, HERALD_PULSE_GONE);
      return;
    }
  output = g_io_stream_get_output_stream (G_IO_STREAM (question->connection));
  g_output_stream_write_all_async (output, health_request, sizeof health_request - 1,
                                   G_PRIORITY_DEFAULT, question->cancellable, asked_cb, question);
  g_steal_pointer (&question);
}

static void
ask (HeraldEmulatorPulse *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Question *question = g_new0 (Question, 1);

  self->asked_us = g_get_monotonic_time ();
  question->self = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_uri_async (client, self->origin, 80, self->cancellable, connected_cb,
                                        question);
}

/* One that is silent keeps its question: its answer is the sign that it goes on. */
static gboolean
look_cb (gpointer user_data)
{
  HeraldEmulatorPulse *self = user_data;

  if (self->asked_us == 0)
    ask (self);
  else if (g_get_monotonic_time () - self->asked_us >
           (gint64) self->patience_ms * (G_USEC_PER_SEC / 1000))
    set_state (self, HERALD_PULSE_SILENT);
  return G_SOURCE_CONTINUE;
}

static void
herald_emulator_pulse_dispose (GObject *object)
{
  herald_emulator_pulse_stop (HERALD_EMULATOR_PULSE (object));
  G_OBJECT_CLASS (herald_emulator_pulse_parent_class)->dispose (object);
}

static void
herald_emulator_pulse_finalize (GObject *object)
{
  HeraldEmulatorPulse *self = HERALD_EMULATOR_PULSE (object);

  g_clear_pointer (&self->origin, g_free);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (herald_emulator_pulse_parent_class)->finalize (object);
}

static void
herald_emulator_pulse_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (prop_id == PROP_STATE)
    g_value_set_int (value, (int) HERALD_EMULATOR_PULSE (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
herald_emulator_pulse_class_init (HeraldEmulatorPulseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_emulator_pulse_dispose;
  object_class->finalize = herald_emulator_pulse_finalize;
  object_class->get_property = herald_emulator_pulse_get_property;
  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, HERALD_PULSE_BEATS, HERALD_PULSE_GONE,
                      HERALD_PULSE_BEATS, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_emulator_pulse_init (HeraldEmulatorPulse *self)
{
  self->cancellable = g_cancellable_new ();
  self->answered_us = g_get_real_time ();
}

/**
 * herald_emulator_pulse_new:
 * @origin: where the emulator listens, such as “http://127.0.0.1:8080”
 *
 * Returns: (transfer full): a pulse that beats until the emulator is seen to be silent or gone
 */
HeraldEmulatorPulse *
herald_emulator_pulse_new (const char *origin)
{
  return herald_emulator_pulse_new_with_times (origin, LOOK_MS, PATIENCE_MS);
}

/**
 * herald_emulator_pulse_of_session:
 * @session: an open session
 *
 * Begins to look when it is asked for first.
 *
 * Returns: (transfer none) (nullable): the pulse of the session's emulator
 */
HeraldEmulatorPulse *
herald_emulator_pulse_of_session (HeraldSession *session)
{
  HeraldEmulatorInfo  *info;
  HeraldEmulatorPulse *self;

  g_return_val_if_fail (HERALD_IS_SESSION (session), NULL);

  info = herald_session_get_emulator (session);
  self = g_object_get_data (G_OBJECT (session), SESSION_DATA);
  if (self != NULL || info == NULL)
    return self;
  self = herald_emulator_pulse_new (herald_emulator_info_get_http (info));
  g_signal_connect_object (herald_session_get_cancellable (session), "cancelled",
                           G_CALLBACK (herald_emulator_pulse_stop), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (session), SESSION_DATA, self, g_object_unref);
  return self;
}

/**
 * herald_emulator_pulse_new_with_times:
 * @origin: where the emulator listens
 * @look_ms: how often it is looked at
 * @patience_ms: how long it may take to answer
 *
 * Returns: (transfer full): a pulse
 */
HeraldEmulatorPulse *
herald_emulator_pulse_new_with_times (const char *origin, guint look_ms, guint patience_ms)
{
  HeraldEmulatorPulse *self;

  g_return_val_if_fail (origin != NULL, NULL);

  self = g_object_new (HERALD_TYPE_EMULATOR_PULSE, NULL);
  self->origin = g_strdup (origin);
  self->patience_ms = patience_ms;
  self->timer_id = g_timeout_add (look_ms, look_cb, self);
  return self;
}

/**
 * herald_emulator_pulse_get_state:
 * @self: a pulse
 *
 * Returns: what was seen last
 */
HeraldPulse
herald_emulator_pulse_get_state (HeraldEmulatorPulse *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_PULSE (self), HERALD_PULSE_GONE);

  return self->state;
}

/**
 * herald_emulator_pulse_get_answered_us:
 * @self: a pulse
 *
 * Returns: when the emulator answered last, in microseconds of Unix time
 */
gint64
herald_emulator_pulse_get_answered_us (HeraldEmulatorPulse *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_PULSE (self), 0);

  return self->answered_us;
}

/**
 * herald_emulator_pulse_look:
 * @self: a pulse
 *
 * Asks at once, unless a question is open or the pulse was stopped.
 */
void
herald_emulator_pulse_look (HeraldEmulatorPulse *self)
{
  g_return_if_fail (HERALD_IS_EMULATOR_PULSE (self));

  if (self->timer_id != 0 && self->asked_us == 0)
    ask (self);
}

/**
 * herald_emulator_pulse_stop:
 * @self: a pulse
 *
 * It looks no more; its state stays.
 */
void
herald_emulator_pulse_stop (HeraldEmulatorPulse *self)
{
  g_return_if_fail (HERALD_IS_EMULATOR_PULSE (self));

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}
